/** Method `billp-no-micro`: the ablation of BiLLP without the Critic, M_A and M_C. Coincides with Reflexion in our wiring (docs/methods.md). */
import type { Method } from "./definition/definition.ts";

export const billpNoMicro: Method = {
  name: "billp-no-micro",
  summary: "BiLLP without its micro-learning: no Critic",
  roles: ["planner", "reflector"],
  memories: ["reflections"],
};
