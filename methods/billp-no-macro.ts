/** Method `billp-no-macro`: the ablation of BiLLP without the Reflector and M_P. */
import type { Method } from "./definition/definition.ts";

export const billpNoMacro: Method = {
  name: "billp-no-macro",
  summary: "BiLLP without its macro-learning: no Reflector",
  roles: ["planner", "critic"],
  memories: ["experience", "values"],
};
