/** Method `reflexion`: Planner and Reflector (Reflexion). */
import type { Method } from "./definition/definition.ts";

export const reflexion: Method = {
  name: "reflexion",
  summary: "plans each round, and reflects on every finished episode",
  roles: ["planner", "reflector"],
  memories: ["reflections"],
};
