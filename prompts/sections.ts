/**
 * Data sections of a prompt: named, with a JSON line a value. Titles and answers are data: JSON quoting and escaped angle
 * brackets mean that no title, plan or reflection can close a section or open another.
 */

/** One value as a JSON line that cannot be mistaken for prompt syntax. */
export function dataLine(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

/** A section: an opening tag, one JSON line per value, a closing tag. An empty list stays visible as an empty section. */
export function section(name: string, values: readonly unknown[]): string {
  return [`<${name}>`, ...values.map(dataLine), `</${name}>`].join("\n");
}

/** Reads the sections of a prompt back: name to parsed lines. Used by the offline model; unknown text is ignored. */
export function readSections(text: string): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  let open: { name: string; values: unknown[] } | null = null;
  for (const line of text.split("\n")) {
    if (open === null) {
      const name = /^<([a-z-]+)>$/.exec(line)?.[1];
      if (name !== undefined) open = { name, values: [] };
    } else if (line === `</${open.name}>`) {
      found.set(open.name, open.values);
      open = null;
    } else open.values.push(JSON.parse(line));
  }
  return found;
}
