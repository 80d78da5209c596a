/** Reading of MovieLens CSV files: every bad row stops the build with its line, every dropped row is counted with its reason. */
import { createReadStream } from "node:fs";
import { type Info, parse } from "csv-parse";
import { BillpError, messageOf } from "../../core/errors.ts";

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

type Row = (fields: Readonly<Record<string, string>>, fail: (column: string, what: string) => BillpError) => void;

/**
 * Reads `movieId,title,genres`.
 * @throws BillpError `bad-input` naming file and line: unreadable, a column missing, an empty title, an id given twice.
 */
export async function readMovies(file: string): Promise<Movie[]> {
  const movies = new Map<string, Movie>();
  await readCsv(file, ["movieId", "title", "genres"], (row, fail) => {
    const key = row.movieId as string;
    if (key === "") throw fail("movieId", "is empty");
    if (movies.has(key)) throw fail("movieId", `${quoted(key)} stands there twice`);
    const title = cleanTitle(row.title as string);
    if (title === "") throw fail("title", "is empty");
    const year = /\((\d{4})[^)]*\)$/.exec(title)?.[1];
    movies.set(key, { key, title, year: year === undefined ? null : Number(year), categories: readGenres(row.genres as string) });
  });
  return [...movies.values()];
}

/**
 * Reads `userId,movieId,rating,timestamp`, in the file's order.
 * @throws BillpError `bad-input` naming file, line and column: unreadable, a column missing, a rating outside (0, 5], no whole timestamp.
 */
export async function readRatings(file: string): Promise<Rating[]> {
  const ratings: Rating[] = [];
  await readCsv(file, ["userId", "movieId", "rating", "timestamp"], (row, fail) => {
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

function readGenres(text: string): string[] {
  const genres = text.split("|").map((genre) => genre.trim());
  return [...new Set(genres.filter((genre) => genre !== "" && genre !== "(no genres listed)"))];
}

/** Streams a CSV file with a header (any column order, further columns ignored), tolerating a byte order mark, CRLF and blank lines. */
async function readCsv(file: string, columns: readonly string[], onRow: Row): Promise<void> {
  const rows = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
    relax_column_count: true,
    max_record_size: 1_000_000,
  });
  createReadStream(file)
    .on("error", (error) => rows.destroy(error))
    .pipe(rows);
  let header: readonly string[] | null = null;
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: Info }>) {
      if (header === null) header = checkHeader(file, record, columns);
      else onRow(named(file, header, record, info.lines), (column, what) => badRow(file, info.lines, `${column} ${what}`));
    }
  } catch (error) {
    if (error instanceof BillpError) throw error;
    throw new BillpError("bad-input", `${file} cannot be read: ${messageOf(error)}`, {
      hint: "Check the path, and that the file is text in MovieLens form (ratings.csv, movies.csv), see docs/worlds.md.",
      cause: error,
    });
  }
  if (header === null) throw badRow(file, 1, `holds no header, expected ${columns.join(",")}`);
}

const HINT = "Mend or remove that line; the format is that of MovieLens (ratings.csv, movies.csv), see docs/worlds.md.";

function checkHeader(file: string, header: readonly string[], columns: readonly string[]): readonly string[] {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw badRow(file, 1, `lacks the column ${missing.join(", ")}; the header should be ${columns.join(",")}`);
  return header;
}

function named(file: string, header: readonly string[], record: readonly string[], line: number): Record<string, string> {
  if (record.length !== header.length) {
    throw badRow(file, line, `has ${record.length} fields, the header has ${header.length} (is a title with a comma unquoted?)`);
  }
  return Object.fromEntries(header.map((column, k) => [column, record[k] as string]));
}

function badRow(file: string, line: number, what: string): BillpError {
  return new BillpError("bad-input", `${file}, line ${line}: ${what}.`, { hint: HINT });
}

function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 60));
}
