/** From rows of vega-datasets' movies.json to clean films: errors of the source that we know of are mended or the row is dropped, with a count. */
import { mean } from "../../../core/math.ts";

/** The fields of a movies.json row that we read; anything may be null or of another type. */
export interface SourceRow {
  readonly Title: unknown;
  readonly "Release Date": unknown;
  readonly "Major Genre": unknown;
  readonly "Creative Type": unknown;
  readonly "Rotten Tomatoes Rating": unknown;
  readonly "IMDB Rating": unknown;
  readonly "IMDB Votes": unknown;
  readonly Director: unknown;
  readonly Source: unknown;
  readonly "MPAA Rating": unknown;
}

/** A clean film. */
export interface Film {
  /** Title with year, unique: "Alien (1979)". */
  readonly title: string;
  readonly year: number;
  readonly genre: string;
  readonly type: string;
  /** Quality prior in stars, 1..5, one decimal. */
  readonly quality: number;
  /** Votes on IMDB, 0 when unknown; a measure of how well known the film is. */
  readonly votes: number;
  /** Who directed it; null where the source does not say. */
  readonly director: string | null;
  /** What it is made from, e.g. "Based on Play"; null where the source does not say. */
  readonly madeFrom: string | null;
  /** Its rating by age, e.g. "PG-13"; null where the source does not say. */
  readonly audience: string | null;
}

/** The source's last release year; a later one is a two-digit year read in the wrong century ("1939" became "2039"). */
const LAST_YEAR = 2011;
/** What an unknown date became in the source: the epoch, one day before 1970. */
const EPOCH = "Dec 31 1969";

/** Cleans all rows, in the source's order. `dropped` counts the rows left out, by reason. */
export function cleanFilms(rows: readonly SourceRow[]): { films: Film[]; dropped: Record<string, number> } {
  const dropped: Record<string, number> = {};
  const films = new Map<string, Film>();
  for (const row of rows) {
    const film = cleanRow(row);
    const reason = typeof film === "string" ? film : films.has(keyOf(film)) ? "the same title and year again" : null;
    if (reason !== null) dropped[reason] = (dropped[reason] ?? 0) + 1;
    // Of two rows of one film the better known one is kept, in the place of the first.
    if (typeof film === "string" || (films.get(keyOf(film))?.votes ?? -1) >= film.votes) continue;
    films.set(keyOf(film), film);
  }
  return { films: [...films.values()], dropped };
}

function cleanRow(row: SourceRow): Film | string {
  const name = cleanTitle(row.Title);
  if (name === null) return "no title";
  const year = cleanYear(row["Release Date"]);
  if (year === null) return "no release date";
  const genre = row["Major Genre"];
  const type = row["Creative Type"];
  if (typeof genre !== "string" || typeof type !== "string") return "no genre or no creative type";
  if (type === "Multiple Creative Types") return "no genre or no creative type";
  return {
    title: `${name} (${year})`,
    year,
    genre,
    type,
    quality: qualityOf(row["IMDB Rating"], row["Rotten Tomatoes Rating"]),
    votes: numberOr(row["IMDB Votes"], 0),
    director: textOrNull(row.Director),
    madeFrom: textOrNull(row.Source),
    audience: textOrNull(row["MPAA Rating"]),
  };
}

/** Titles may be numbers (1776, 300), carry a year, a release or a moved article, double blanks, or letters of the wrong code page. */
export function cleanTitle(title: unknown): string | null {
  if (title === null || title === undefined) return null;
  const text = mendLetters(String(title))
    .replace(/\s*\((\d{4}|IMAX|Theatrical Release|Canadian Release)\)$/, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^(.*), (The|A|An)$/, "$2 $1");
  return text === "" ? null : text;
}

/** The year of "Jun 12 1998", one century earlier when it lies after the source's end; null for the epoch and anything else. */
export function cleanYear(date: unknown): number | null {
  const match = typeof date === "string" && date !== EPOCH ? /^[A-Z][a-z]{2} \d{2} (\d{4})$/.exec(date) : null;
  if (match === null) return null;
  const year = Number(match[1]);
  return year > LAST_YEAR ? year - 100 : year;
}

/** Some titles were Windows-1252 and were read as Mac Roman: "AmÈlie" for "Amélie". Only the letters that occur. */
const MISREAD: Readonly<Record<string, string>> = {
  È: "é",
  Í: "ê",
  Ë: "è",
  Î: "ë",
  Û: "ó",
  "·": "á",
  "‡": "à",
  "‰": "ä",
  "˘": "ù",
  Ω: "½",
  "…": "É",
  Ö: "…",
};

function mendLetters(text: string): string {
  return text.replace(/[ÈÍËÎÛ·‡‰˘Ω…Ö]/g, (letter) => MISREAD[letter] as string);
}

/** Stars from IMDB (1..10) and Rotten Tomatoes (0..100), averaged where both exist; 3.2, the typical film, where neither does. */
function qualityOf(imdb: unknown, tomatoes: unknown): number {
  const stars: number[] = [];
  if (typeof imdb === "number") stars.push(1 + ((imdb - 1) / 9) * 4);
  if (typeof tomatoes === "number") stars.push(1 + (tomatoes / 100) * 4);
  return Math.round((mean(stars) ?? 3.2) * 10) / 10;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

function keyOf(film: Film): string {
  return film.title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
