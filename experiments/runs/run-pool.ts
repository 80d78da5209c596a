/** Episodes side by side: each starts in its turn, as soon as a place is free and the episodes it may see are over. */
import { firstOf } from "../../core/errors.ts";
import type { Scheduled } from "../evaluation/schedule.ts";

/** Plays the episodes, `lanes` at a time. @throws the first failure, after the episodes in flight have ended. */
export async function playPool(
  plan: readonly Scheduled[],
  workers: number,
  play: (scheduled: Scheduled) => Promise<void>,
): Promise<void> {
  const waiting = [...plan];
  const open = new Set(plan.map((s) => s.episode));
  const busy = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const free = ({ visibleUpTo }: Scheduled) => ![...open].some((episode) => episode <= visibleUpTo);
  for (;;) {
    while (failure === undefined && busy.size < workers && waiting[0] !== undefined && free(waiting[0])) {
      const scheduled = waiting.shift() as Scheduled;
      const playing = play(scheduled)
        .then(() => void open.delete(scheduled.episode))
        .catch((error) => {
          failure ??= { error: firstOf(error) };
        })
        .finally(() => void busy.delete(playing));
      busy.add(playing);
    }
    if (busy.size === 0) break;
    await Promise.race(busy);
  }
  if (failure !== undefined) throw failure.error;
}
