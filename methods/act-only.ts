/** Method `act-only`: the Actor alone. */
import type { Method } from "./definition/definition.ts";

export const actOnly: Method = {
  name: "act-only",
  summary: "the Actor alone: no plan, no memory",
  roles: [],
  memories: [],
};
