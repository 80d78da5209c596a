/** Interrupt handling of Interrupt handling of Interrupt handling of Interrupt handling of Interrupt handling of Ctrl-C and SIGTERM: the first ends the run in order, a second one at once. */
import { setMaxListeners } from "node:events";
import { BillpError } from "../../core/errors.ts";
import { EXIT } from "./failure.ts";

/** One Ctrl-C may arrive twice, from the terminal and from npm or tsx above us; only a later one is a second one. */
const ECHO_MS = 700;

/** A watch over the signals of the process. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** Takes the handlers away. */
  stop(): void;
}

/** Watches SIGINT and SIGTERM. `onFirst` is told at once, so that a person sees that it was heard. */
export function watchInterrupts(onFirst: () => void): Interrupts {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every superstep of every worker listens
  let first = 0;
  const heard = () => {
    if (controller.signal.aborted) {
      if (performance.now() - first > ECHO_MS) process.exit(EXIT.interrupted);
      return;
    }
    first = performance.now();
    controller.abort(new BillpError("interrupted", "Interrupted."));
    onFirst();
  };
  process.on("SIGINT", heard).on("SIGTERM", heard);
  return { signal: controller.signal, stop: () => void process.off("SIGINT", heard).off("SIGTERM", heard) };
}
