/** Reservations of a budget: what the calls in flight may cost, until it is known what they did. */
import { sum } from "../core/math.ts";

/** Amounts held for calls in flight, by whoever shares the budget. */
export interface Reservations {
  /**
   * Holds an estimate, in USD, for a try that starts now. `left` says what the settled calls leave of the budget.
   * - Nothing is left: null, and nothing is held.
   * - Something is left beside what others hold: it is held at once.
   * - What others hold may take the rest: waits until one of them is settled, and looks again.
   * So calls settled and calls in flight never take more than the budget, but for the one that was let in last, and for what a call
   * costs above its estimate.
   * @returns what gives the amount back; a second call does nothing.
   * @throws the reason of `signal` when it ends the wait.
   */
  hold(usd: number, left: () => number, signal?: AbortSignal): Promise<(() => void) | null>;
  /** USD held now. */
  heldUsd(): number;
}

/** Reservations of one budget. */
export function createReservations(): Reservations {
  const held = new Set<{ usd: number }>();
  const waiting = new Set<() => void>();
  const heldUsd = () => sum([...held].map(({ usd }) => usd));
  const settled = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (how: () => void) => () => {
        waiting.delete(wake);
        signal?.removeEventListener("abort", abort);
        how();
      };
      const wake = end(resolve);
      const abort = end(() => reject(signal?.reason));
      waiting.add(wake);
      signal?.addEventListener("abort", abort, { once: true });
    });
  return {
    heldUsd,
    async hold(usd, left, signal) {
      for (;;) {
        signal?.throwIfAborted();
        const rest = left();
        if (!(rest > 0)) return null;
        if (held.size === 0 || rest - heldUsd() > 0) break;
        await settled(signal);
      }
      const amount = { usd };
      held.add(amount);
      return () => {
        if (held.delete(amount)) for (const wake of [...waiting]) wake();
      };
    },
  };
}
