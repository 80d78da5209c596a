/** Built-in methods and policies, in the order of help, docs and colours. */
import { actOnly } from "./act-only.ts";
import { billp } from "./billp.ts";
import { billpNoMacro } from "./billp-no-macro.ts";
import { billpNoMicro } from "./billp-no-micro.ts";
import type { Method, Policy } from "./definition/definition.ts";
import { cycle } from "./policies/cycle.ts";
import { greedy } from "./policies/greedy.ts";
import { oracle } from "./policies/oracle.ts";
import { popular } from "./policies/popular.ts";
import { random } from "./policies/random.ts";
import { react } from "./react.ts";
import { reflexion } from "./reflexion.ts";

export const BUILT_IN_METHODS: readonly Method[] = [actOnly, react, reflexion, billpNoMacro, billpNoMicro, billp];
export const BUILT_IN_POLICIES: readonly Policy[] = [random, popular, greedy, cycle, oracle];
