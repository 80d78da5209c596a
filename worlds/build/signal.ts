/** Signal of a log: whether its ratings differ, whether its times say an order, and whether a fit beats guessing the mean. */
import { BillpError } from "../../core/errors.ts";
import type { HoldOut } from "./factorise.ts";
import type { Rating } from "./log.ts";

/** Share of users whose ratings all have one time from which on the order of histories is told of. */
const MANY = 0.2;

/**
 * Refuses a log in which all ratings are alike; tells where times say no order.
 * @throws BillpError `bad-input` naming the file and the rating.
 */
export function checkRatings(file: string, ratings: readonly Rating[], remark: (sentence: string) => void): void {
  const [first] = ratings;
  if (first === undefined) return; // no rating at all is told of with the users that are missing
  if (ratings.every(({ stars }) => stars === first.stars))
    throw new BillpError("bad-input", `${file} has no signal: all ${ratings.length} ratings are ${first.stars}.`, {
      hint: "A world needs ratings that differ. A log of purchases or views says only what was taken: give it ratings first (for example by how often).",
    });
  const times = new Map<string, { first: number; alike: boolean; count: number }>();
  for (const { user, time } of ratings) {
    const known = times.get(user);
    if (known === undefined) times.set(user, { first: time, alike: true, count: 1 });
    else Object.assign(known, { alike: known.alike && known.first === time, count: known.count + 1 });
  }
  const several = [...times.values()].filter(({ count }) => count > 1);
  const alike = several.filter((user) => user.alike).length;
  const order = "their histories are in the order of the items file, and the earlier half of them means nothing";
  if (ratings.every(({ time }) => time === first.time))
    remark(`All timestamps of ${file} are ${first.time}, so users have no order: ${order}.`);
  else if (several.length > 0 && alike / several.length >= MANY)
    remark(`${alike} of ${several.length} users have all their ratings at one time: ${order}.`);
}

/**
 * Refuses factors that are no better than the mean on ratings that the fit has not seen; tells where they add nothing to biases.
 * @throws BillpError `bad-input` with both errors.
 */
export function checkFit(file: string, { globalMean, biases, factors }: HoldOut, remark: (sentence: string) => void): void {
  if (!(factors < globalMean))
    throw new BillpError(
      "bad-input",
      `${file} teaches nothing of taste: on ratings held out the fit errs by ${factors} stars, the mean of all ratings by ${globalMean}.`,
      {
        hint:
          "Rewards made from it would be noise. Use a larger log, raise --min-ratings and --min-item-ratings, or lower --factors (biases alone err by " +
          `${biases}).`,
      },
    );
  if (factors >= biases)
    remark(
      `The factors add nothing to the biases (${factors} and ${biases} stars of error on ratings held out): users differ in strictness, hardly in taste. Lower --factors, or use a larger log.`,
    );
}
