/** Runtime for callers who are not the operator: settings say what is played, and nothing of where, with which key or at whose cost. */
import { BillpError } from "../core/errors.ts";
import { operatorOf } from "../core/operator.ts";
import { parseSettings } from "../methods/settings.ts";
import { worldsForCallers } from "../worlds/format/named.ts";
import type { ContextOf } from "./context.ts";
import { createRuntime, type RuntimeOptions } from "./runtime.ts";

/**
 * A runtime whose settings come from strangers: a field of the operator's is refused, and `settings.world` is an id, never a path. The
 * environment is read when the first episode begins; BILLP_BUDGET (USD) limits what this process may spend.
 * The runtime throws BillpError `bad-settings` or `bad-world`, naming the field and what to do.
 */
export function createCallersRuntime(options: Omit<RuntimeOptions, "loadWorld"> = {}): ContextOf {
  let contextOf: ContextOf | undefined;
  return async (settings) => {
    parseSettings(settings); // an update of a thread's state passes no schema
    if (contextOf === undefined) {
      const operator = operatorOf(options.operator);
      const budgetUsd = options.budgetUsd ?? budgetOf(process.env.BILLP_BUDGET);
      contextOf = createRuntime({ ...options, operator, budgetUsd, loadWorld: worldsForCallers(operator) });
    }
    return contextOf(settings);
  };
}

function budgetOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const usd = Number(text);
  if (Number.isFinite(usd) && usd >= 0) return usd;
  throw new BillpError("bad-settings", "BILLP_BUDGET is not a number of USD.", {
    hint: "For example BILLP_BUDGET=1.5, or unset it.",
  });
}
