/** Child process of a study: plays the runs that its parent orders, and ends when the parent is gone. */
import { setMaxListeners } from "node:events";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { inPlainWords } from "../../../core/file-errors.ts";
import { type PlayRunOptions, playRun } from "./play-run.ts";
import type { Order, Report } from "./processes.ts";

/** Serves the parent of this process until it disconnects. Call it once, at the start of a process that was forked. */
export function serveOrders(own: Pick<PlayRunOptions, "openTracer"> = {}): void {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  process.on("disconnect", () => process.exit(0));
  if (!process.connected) process.exit(0); // the parent was gone before anybody listened, and its last order must not be carried out
  process.on("SIGINT", () => {}).on("SIGTERM", () => {}); // the parent hears them too, and decides
  process.on("message", (order: Order) => {
    if (order.kind === "stop") stopping.abort(new BillpError("interrupted", "Interrupted."));
    else void play(order, { ...own, signal: stopping.signal });
  });
}

const tell = (report: Report) => void process.send?.(report, undefined, undefined, () => {}); // nobody hears it any more: "disconnect" comes next

type Own = Pick<PlayRunOptions, "openTracer" | "signal">;

async function play({ runSpec, options }: Extract<Order, { kind: "play" }>, own: Own): Promise<void> {
  try {
    await playRun(runSpec, { ...options, ...own, onProgress: (progress) => tell({ kind: "progress", progress }) });
    tell({ kind: "played" });
  } catch (thrown) {
    const error = inPlainWords(thrown);
    const known = error instanceof BillpError;
    tell({ kind: "failed", code: known ? error.code : null, message: messageOf(error), hint: known ? error.hint : undefined });
  }
}
