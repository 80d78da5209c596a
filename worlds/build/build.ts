/** World builder, from a MovieLens rating log to a folder: read, split, fit, calibrate, write. The CLI prints the report. */
import { BillpError } from "../../core/errors.ts";
import { refuseTarget } from "../format/write.ts";
import { type BuildReport, writeWorld } from "./assemble.ts";
import { type Indexed, indexLog, toLog } from "./catalogue.ts";
import { factorise, holdOut } from "./factorise.ts";
import { readMovies, readRatings } from "./log.ts";
import { type BuildInput, type BuildOptions, parseBuildOptions } from "./options.ts";
import { splitUsers } from "./people.ts";
import { checkFit, checkRatings } from "./signal.ts";

export type { BuildReport } from "./assemble.ts";

/** Tells how far a build is: a stage in words and its share done, 0..1. */
export type OnProgress = (stage: string, share: number) => void;

/**
 * Builds a world folder. Deterministic: the same files and options give the same bytes.
 * @throws BillpError `bad-input` when an option, a file or a line is not usable, or `out` is in use for something else.
 */
export async function buildWorld(input: BuildInput, onProgress: OnProgress = () => {}): Promise<BuildReport> {
  const options = parseBuildOptions(input);
  await refuseTarget(options.out);
  const remarks: string[] = [];
  const remark = (sentence: string) => void remarks.push(sentence);
  const how = { encoding: options.encoding, remark };
  onProgress("reading", 0);
  const movies = await readMovies(options.items, how);
  const ratings = await readRatings(options.ratings, how);
  checkRatings(options.ratings, ratings, remark);
  const indexed = indexLog(movies, ratings, options.minRatings);
  refuseTooSmall(indexed, options);
  refuseTooFew(indexed.users.length, options);
  const errors = holdOut(toLog(indexed), { ...options, onEpoch: (share) => onProgress("hold-out fit", share) });
  checkFit(options.ratings, errors, remark);
  const people = splitUsers(indexed.users, options.testUsers, options.historyLength, options.seed);
  const users = [...people.train, ...people.test];
  const log = toLog({ movies: indexed.movies, users });
  const fitted = factorise(log, { ...options, onEpoch: (share) => onProgress("fit", share) });
  const ids = catalogueOf(log.item, log.items, options.minItemRatings);
  const dropped = {
    ...indexed.dropped,
    [`films with fewer than ${options.minItemRatings} ratings (not in the catalogue)`]: log.items - ids.length,
  };
  return writeWorld(options, { indexed, people, fitted, ids, dropped, errors, remarks, read: ratings.length });
}

function catalogueOf(rated: Int32Array, films: number, least: number): number[] {
  const counts = new Uint32Array(films);
  for (const film of rated) counts[film] = (counts[film] as number) + 1;
  return [...counts.keys()].filter((film) => (counts[film] as number) >= least);
}

/** One user is held out, and one at least is needed for training. */
function refuseTooFew(users: number, { testUsers, ratings, minRatings }: BuildOptions): void {
  if (testUsers === null || testUsers <= users - 2) return;
  const most = users - 2;
  throw new BillpError(
    "bad-input",
    `${ratings} has ${users} users with at least ${minRatings} ratings, too few for ${testUsers} test users.`,
    {
      hint: `Ask for at most ${most} (--test-users ${most}): one user is the example, and one at least is for training. Or lower --min-ratings.`,
    },
  );
}

function refuseTooSmall({ users, movies, dropped }: Indexed, options: BuildOptions): void {
  if (users.length >= 3 && movies.length >= 2) return;
  const lost = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`);
  const found = `${users.length} users with at least ${options.minRatings} ratings and ${movies.length} rated films are left`;
  throw new BillpError("bad-input", `${options.ratings}: ${found}${lost.length > 0 ? ` (left out: ${lost.join("; ")})` : ""}.`, {
    hint: "A world needs three users and two films: lower --min-ratings, or use a larger log with the items file that belongs to it.",
  });
}
