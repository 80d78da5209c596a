/** Method `billp`: the paper's method, with all roles and memories. */
import type { Method } from "./definition/definition.ts";

export const billp: Method = {
  name: "billp",
  summary: "both levels learn: Planner with Reflector, Actor with Critic",
  roles: ["planner", "critic", "reflector"],
  memories: ["reflections", "experience", "values"],
};
