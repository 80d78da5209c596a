/** Reading of CSV files with a header: any column order, further columns ignored; every bad row stops the build with its line. */
import { Readable } from "node:stream";
import { type Info, parse } from "csv-parse";
import { BillpError, messageOf } from "../../core/errors.ts";
import { isFileError } from "../../core/file-errors.ts";
import { type Noticed, readPieces } from "./text.ts";

/** How a log file is read. */
export interface LogOptions {
  /** Encoding of the text. Default: utf-8. */
  readonly encoding?: string;
  /** Told what a person should know of the file, in a sentence each. */
  readonly remark?: (sentence: string) => void;
}

/** Error of a column of the row being read. */
export type Fail = (column: string, what: string) => BillpError;
type Row = (fields: Readonly<Record<string, string>>, fail: Fail) => void;

/** Streams a CSV file, tolerating a byte order mark, CRLF and blank lines. @throws BillpError `bad-input` naming file and line. */
export async function readCsv(file: string, columns: readonly string[], options: LogOptions, onRow: Row): Promise<void> {
  const { encoding = "utf-8", remark = () => {} } = options;
  const noticed: Noticed = { open: null, isUtf8: null };
  const settings = { bom: true, info: true, skip_empty_lines: true, trim: true, relax_column_count: true };
  const rows = parse({ ...settings, max_record_size: 1_000_000 });
  const source = Readable.from(readPieces(file, encoding, noticed));
  source.on("error", (error) => rows.destroy(error)).pipe(rows);
  let header: readonly string[] | null = null;
  let replaced = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: Info }>) {
      if (record.some((field) => field.includes("\ufffd"))) replaced++;
      if (header === null) header = checkHeader(file, record, columns);
      else
        onRow(named(file, header, record, info.lines, noticed), (column, what) => badRow(file, info.lines, `${column} ${what}`));
    }
  } catch (error) {
    source.destroy();
    throw explained(file, error, noticed);
  }
  if (header === null) throw badRow(file, 1, `holds no header, expected ${columns.join(",")}`);
  if (noticed.open !== null)
    remark(`${file} does not end with a line break; if it was cut off, its last line is not whole: ${quoted(noticed.open)}.`);
  if (replaced > 0)
    remark(`${file} has ${replaced} rows with U+FFFD (\ufffd): their letters were lost before billp read the file.`);
  if (noticed.isUtf8 === true && /^(?:windows|iso|latin)/i.test(encoding))
    remark(`${file} is valid UTF-8, and was read as ${encoding}; without --encoding its accents may come out right.`);
}

function explained(file: string, error: unknown, { open }: Noticed): BillpError {
  if (error instanceof BillpError) return error;
  const { code, lines } = error as { code?: string; lines?: number };
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    const where = open === null ? "" : " (the file is cut off in mid-line?)";
    return badRow(file, lines ?? 1, `has a quotation mark that is never closed${where}`);
  }
  const hint = isFileError(error)
    ? "Check the path, and that this user may read the file."
    : "Check that the file is text in MovieLens form (ratings.csv, movies.csv), see docs/worlds.md.";
  return new BillpError("bad-input", `${file} cannot be read: ${messageOf(error)}`, { hint, cause: error });
}

const HINT = "Mend or remove that line; the format is that of MovieLens (ratings.csv, movies.csv), see docs/worlds.md.";

function checkHeader(file: string, header: readonly string[], columns: readonly string[]): readonly string[] {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw badRow(file, 1, `lacks the column ${missing.join(", ")}; the header should be ${columns.join(",")}`);
  return header;
}

function named(file: string, header: readonly string[], record: readonly string[], line: number, { open }: Noticed) {
  if (record.length < header.length && open !== null && open.trim().endsWith(record.at(-1) ?? ""))
    throw badRow(
      file,
      line,
      `is cut off in mid-line: it has ${record.length} of ${header.length} fields, and no line break ends it`,
    );
  if (record.length !== header.length) {
    throw badRow(file, line, `has ${record.length} fields, the header has ${header.length} (is a title with a comma unquoted?)`);
  }
  return Object.fromEntries(header.map((column, k) => [column, record[k] as string]));
}

/** Error of a line. */
export function badRow(file: string, line: number, what: string): BillpError {
  return new BillpError("bad-input", `${file}, line ${line}: ${what}.`, { hint: HINT });
}

/** A text as it is shown in a message. */
export function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? "").slice(0, 60));
}
