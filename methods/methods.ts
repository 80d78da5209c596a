/** What each method is (docs/methods.md): the same nodes, fed differently. */
import type { Method } from "../core/settings.ts";

/** Which roles a method has; memories follow from them: Reflector ↔ M_P, Critic ↔ M_A and M_C. */
export interface MethodParts {
  readonly planner: boolean;
  readonly critic: boolean;
  readonly reflector: boolean;
}

/** The methods with language models. All have an Actor, the category tool, the same grounding, mask and prompt budget. */
export const METHOD_PARTS: Readonly<Record<Method, MethodParts>> = {
  "act-only": { planner: false, critic: false, reflector: false },
  react: { planner: true, critic: false, reflector: false },
  reflexion: { planner: true, critic: false, reflector: true },
  "billp-no-macro": { planner: true, critic: true, reflector: false },
  "billp-no-micro": { planner: true, critic: false, reflector: true },
  billp: { planner: true, critic: true, reflector: true },
};
