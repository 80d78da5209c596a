/** Method `react`: a Planner above the Actor, without memory (ReAct). */
import type { Method } from "./definition/definition.ts";

export const react: Method = {
  name: "react",
  summary: "plans each round, remembers nothing",
  roles: ["planner"],
  memories: [],
};
