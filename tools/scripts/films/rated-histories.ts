/** Rated histories of `films@2`: films chosen by fame and liking, with the stars a person would give them from memory. */
import { makeRandom } from "../../../core/random.ts";
import type { Film } from "./clean.ts";

/** Constants of the histories. */
export const HISTORY = {
  /** Films in a history, least and most. */
  films: [25, 45],
  /** Weights of a film: (votes + 200)^fame · exp(liking · r). */
  fame: 0.45,
  liking: 0.6,
  /** Standard deviation of a rating around the true one, in stars; ratings are given in half stars. */
  noise: 0.4,
} as const;

/** Item ids, oldest first, and what they were rated. */
export interface RatedHistory {
  readonly history: number[];
  readonly ratings: number[];
}

/** The history of a user: draws without replacement, in the order of the draws. `seed` and `user` decide everything. */
export function drawRatedHistory(
  films: readonly Film[],
  reward: (item: number) => number,
  seed: number,
  user: number,
): RatedHistory {
  const random = makeRandom(seed, 20, user);
  const [least, most] = HISTORY.films;
  const length = least + random.int(most - least + 1);
  // Exponential races (Efraimidis and Spirakis 2006): the smallest -log(U)/w come in the order of weighted draws without replacement.
  const times = films.map((film, i) => {
    const weight = (film.votes + 200) ** HISTORY.fame * Math.exp(HISTORY.liking * reward(i));
    return [-Math.log(1 - random.next()) / weight, i] as const;
  });
  const history = times
    .sort((a, b) => a[0] - b[0])
    .slice(0, length)
    .map(([, i]) => i);
  const stars = (item: number) => Math.round(2 * (reward(item) + HISTORY.noise * random.normal())) / 2;
  return { history, ratings: history.map((item) => Math.min(5, Math.max(0.5, stars(item)))) };
}
