/** Open call ledgers of runs, for reading and kept while their file is unchanged. */
import { LRUCache } from "lru-cache";
import type { RunReader } from "../../../experiments/runs/store/run-store.ts";
import type { Ledger, LedgerCall } from "../../../models/ledger/ledger.ts";
import type { CallHead, CallText } from "./shapes.ts";

/** Ledgers kept open: of the run that is looked at, and of those it is compared with. */
const KEPT = 3;

/** Ledgers by run. */
export interface Ledgers {
  /** @throws BillpError `run-folder` when the file is missing or damaged. */
  of(run: RunReader): Promise<Ledger>;
  close(): void;
}

/** Opens nothing yet. */
export function openLedgers(): Ledgers {
  const open = new LRUCache<string, { key: string; ledger: Promise<Ledger> }>({
    max: KEPT,
    dispose: ({ ledger }) =>
      void ledger.then(
        (l) => l.close(),
        () => undefined,
      ),
  });
  return {
    async of(run) {
      const { key } = await run.state();
      const known = open.get(run.name);
      if (known?.key === key) return known.ledger;
      const ledger = run.ledger();
      open.set(run.name, { key, ledger });
      return ledger;
    },
    close() {
      open.clear();
    },
  };
}

/** A call without its texts. */
export function headOf(call: LedgerCall): Omit<CallHead, "noneShown"> {
  const { round, role, attempt, model, inputTokens, outputTokens } = call;
  return {
    round,
    role,
    attempt,
    model,
    inputTokens,
    outputTokens,
    cached: call.cached ?? false,
    ended: call.ended ?? null,
    fault: call.fault ?? null,
    recalled: call.recalled ?? null,
  };
}

/** A call with the exact texts. */
export function textOf(call: LedgerCall): CallText {
  return { ...headOf(call), messages: messagesOf(call.messages), answer: call.answer };
}

/** The messages as people read them; a content of several parts is shown as its JSON. */
function messagesOf(text: string | undefined): CallText["messages"] {
  if (text === undefined) return null;
  const parsed = JSON.parse(text) as unknown;
  if (!Array.isArray(parsed)) return [{ role: "", content: text }];
  return parsed.map((m: { role?: unknown; content?: unknown }) => {
    const [role, content] = Array.isArray(m) ? m : [m.role, m.content];
    return { role: String(role ?? ""), content: typeof content === "string" ? content : JSON.stringify(content, null, 2) };
  });
}
