/** Span queue in front of an OpenTelemetry exporter: sends batches beside the run, counts losses, is never waited for. */
import type { Delivery } from "./uploads.ts";

/** Spans of one request, how often gathered ones are sent, and the most that wait while the collector does not take them. */
const BATCH = 200;
const FLUSH_MS = 1000;
const HELD = 20_000;

/** What an exporter tells when it is done: 0 is success. */
export interface Exported {
  readonly code: number;
  readonly error?: Error;
}

/** Sends spans; tries again by itself. */
export type Export = (spans: readonly object[], done: (result: Exported) => void) => void;

/** A queue of spans. One request is under way at a time. */
export function createSpanQueue(send: Export) {
  const waiting: object[] = [];
  let [sent, lost, under] = [0, 0, 0];
  let reason: string | null = null;
  let closing = false;
  let emptied: () => void = () => {};
  let timer: NodeJS.Timeout | undefined;

  const lose = (count: number, why: string) => {
    lost += count;
    reason ??= why;
  };
  const pump = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (under > 0) return;
    if (waiting.length === 0) {
      emptied();
      return;
    }
    const batch = waiting.splice(0, BATCH);
    under = batch.length;
    let told = false;
    const done = ({ code, error }: Exported) => {
      if (told) return;
      told = true;
      if (code === 0) sent += batch.length;
      else lose(batch.length, wordsOf(error));
      under = 0;
      if (closing || waiting.length >= BATCH) pump();
      else if (waiting.length > 0) later();
    };
    try {
      send(batch, done);
    } catch (error) {
      done({ code: 1, error: error as Error });
    }
  };
  const later = () => {
    timer ??= setTimeout(pump, FLUSH_MS).unref();
  };

  return {
    /** Takes a span that has ended. */
    put(span: object): void {
      if (waiting.length >= HELD) {
        lose(1, "taken too slowly");
        return;
      }
      waiting.push(span);
      if (waiting.length >= BATCH) pump();
      else later();
    },
    /** Sends what is left until the signal fires. */
    async close(signal: AbortSignal): Promise<Delivery> {
      closing = true;
      await new Promise<void>((resolve) => {
        emptied = resolve;
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
        pump();
      });
      const rest = waiting.splice(0).length + under;
      if (rest > 0) lose(rest, "no answer in time");
      return { sent, lost, reason };
    },
  };
}

/** A few words; never the collector's text, which may quote what was sent. */
function wordsOf(error: Error | undefined): string {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === "number") return `answer ${code}`;
  return typeof code === "string" ? code : "not taken";
}
