/** Text formatting for terminals: numbers and lines. */

/** A figure with so many decimals; a dash for none. */
export function figure(value: number | null | undefined, decimals = 2): string {
  return value == null ? "–" : value.toFixed(decimals);
}

/** A difference, with its sign. */
export function signed(value: number | null, decimals = 2): string {
  return value !== null && value > 0 ? `+${figure(value, decimals)}` : figure(value, decimals);
}

/** A 95 % interval, or a dash for none. */
export function interval(bounds: readonly [number, number] | null, decimals = 1): string {
  return bounds === null ? "–" : `[${bounds[0].toFixed(decimals)}, ${bounds[1].toFixed(decimals)}]`;
}

/** A share as per cent; a dash for none. */
export function percent(value: number | null, decimals = 1): string {
  return value === null ? "–" : `${(100 * value).toFixed(decimals)} %`;
}

/** Counts in few characters: 950, 12.3k, 4.5M. */
export function short(count: number): string {
  if (count < 1000) return String(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(count < 1e4 ? 1 : 0)}k` : `${(count / 1e6).toFixed(1)}M`;
}

/** A size in bytes: 512 B, 3.4 KB, 12.0 MB. */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  return size < 1024 ** 2 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1024 ** 2).toFixed(1)} MB`;
}

/** Money; nothing known is a question mark. */
export function usd(cost: number | null): string {
  if (cost === null) return "$?";
  return cost > 0 && cost < 0.1 ? `$${cost.toFixed(4)}` : `$${cost.toFixed(2)}`;
}

/** A span as 0:07, 12:34 or 1:02:03. */
export function clock(ms: number): string {
  const all = Math.round(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Columns of a stream: the terminal's, else those that the variable COLUMNS names, else 80. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  if (stream.isTTY && stream.columns > 0) return stream.columns;
  const named = Number(process.env.COLUMNS);
  return Number.isInteger(named) && named > 0 ? named : 80;
}

/** Writes to stdout, wrapped to the terminal if it is one, and waits until it has left the process. */
export function print(text: string): Promise<void> {
  return write(`${process.stdout.isTTY ? wrap(text, columnsOf(process.stdout)) : text}\n`);
}

/** Writes a value to stdout as JSON, for programs. */
export function printJson(value: unknown): Promise<void> {
  return write(`${JSON.stringify(value, null, 2)}\n`);
}

/** A remark for the person, never on stdout. */
export function note(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? wrap(text, columnsOf(process.stderr)) : text}\n`);
}

/** Breaks lines that are too long at spaces; what follows is indented as the line was. A word longer than a line stays whole. */
export function wrap(text: string, width: number): string {
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(line: string, width: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const at = rest.lastIndexOf(" ", width);
    if (at <= indent.length) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = `${indent}${rest.slice(at).trim()}`;
  }
  return [...lines, rest];
}

/** Writes to stdout as it is, and waits until it has left the process. */
export function write(text: string): Promise<void> {
  return new Promise((done, fail) => process.stdout.write(text, (error) => (error ? fail(error) : done())));
}

/** How billp is called here: by npm's script in a clone, by npx, or as a command of its own. */
export function self(): string {
  const event = process.env.npm_lifecycle_event;
  if (event === "npx") return "npx billp";
  return process.argv[1]?.endsWith(".ts") || event === "billp" || event === "start" ? "npm run -s billp --" : "billp";
}
