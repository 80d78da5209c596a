/** Reading of MovieLens CSV files: every bad row stops the build with its line, every dropped row is counted with its reason. */
import { type LogOptions, quoted, readCsv } from "./csv.ts";
import { readGenres } from "./genres.ts";

/** One line of movies.csv. */
export interface Movie {
  /** `movieId` of the file. */
  readonly key: string;
  /** Title with year, articles moved to the front: "The Matrix (1999)". */
  readonly title: string;
  readonly year: number | null;
  /** Genres; empty for "(no genres listed)". */
  readonly categories: readonly string[];
}

/** One line of ratings.csv: ids as in the file, stars in (0, 5], seconds since 1970. */
export interface Rating {
  readonly user: string;
  readonly movie: string;
  readonly stars: number;
  readonly time: number;
}

/**
 * Reads `movieId,title,genres`.
 * @throws BillpError `bad-input` naming file and line: unreadable, a column missing, an empty title, an id given twice, text of another encoding.
 */
export async function readMovies(file: string, options: LogOptions = {}): Promise<Movie[]> {
  const movies = new Map<string, Omit<Movie, "categories">>();
  const genres: string[] = [];
  await readCsv(file, ["movieId", "title", "genres"], options, (row, fail) => {
    const key = row.movieId as string;
    if (key === "") throw fail("movieId", "is empty");
    if (movies.has(key)) throw fail("movieId", `${quoted(key)} stands there twice`);
    const title = cleanTitle(row.title as string);
    if (title === "") throw fail("title", "is empty");
    const year = /\((\d{4})[^)]*\)$/.exec(title)?.[1];
    movies.set(key, { key, title, year: year === undefined ? null : Number(year) });
    genres.push(row.genres as string);
  });
  const { rows, remarks } = readGenres(genres);
  for (const sentence of remarks) options.remark?.(sentence);
  return [...movies.values()].map((movie, k) => ({ ...movie, categories: rows[k] ?? [] }));
}

/**
 * Reads `userId,movieId,rating,timestamp`, in the file's order.
 * @throws BillpError `bad-input` naming file, line and column: unreadable, a column missing, a rating outside (0, 5], no whole timestamp, text of another encoding.
 */
export async function readRatings(file: string, options: LogOptions = {}): Promise<Rating[]> {
  const ratings: Rating[] = [];
  await readCsv(file, ["userId", "movieId", "rating", "timestamp"], options, (row, fail) => {
    const [user, movie, stars, time] = [row.userId as string, row.movieId as string, Number(row.rating), Number(row.timestamp)];
    if (user === "") throw fail("userId", "is empty");
    if (movie === "") throw fail("movieId", "is empty");
    if (row.rating === "" || !(stars > 0 && stars <= 5))
      throw fail("rating", `is ${quoted(row.rating)}, expected a number above 0, up to 5`);
    if (row.timestamp === "" || !Number.isSafeInteger(time))
      throw fail("timestamp", `is ${quoted(row.timestamp)}, expected whole seconds`);
    ratings.push({ user, movie, stars, time });
  });
  return ratings;
}

/** "Matrix, The (1999)" becomes "The Matrix (1999)": the way people and models name it. */
export function cleanTitle(title: string): string {
  const text = title.replace(/[\p{Cc}\s]+/gu, " ").trim();
  return text.replace(/^([^(]*?), (The|A|An)(?= \(|$)/, "$2 $1");
}
