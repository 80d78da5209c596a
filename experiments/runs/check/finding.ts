/** Finding: a place of a run that says something else than the rest of the run does. */

/** What is there, and what should be. Plain JSON. */
export interface Finding {
  /** File, as people are told it. */
  readonly file: string;
  /** Line, field or call; null where the file as a whole is meant. */
  readonly where: string | null;
  readonly there: string;
  readonly expected: string;
}

/** Characters of a value that are shown. */
const SHOWN = 120;

/** One finding as a sentence. */
export function findingText({ file, where, there, expected }: Finding): string {
  return `${file}${where === null ? "" : `, ${where}`}: there is ${there}, and it should be ${expected}.`;
}

/** A value as findings show it: JSON, cut to what a person reads. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}

/** A difference of two lines around the first character in which they differ. */
export function shownLines(there: string, expected: string): Pick<Finding, "there" | "expected"> {
  const at = [...there].findIndex((c, i) => c !== expected[i]);
  const from = Math.max(0, (at < 0 ? there.length : at) - SHOWN / 3);
  const part = (line: string) => {
    const cut = line.slice(from, from + SHOWN);
    return `${from > 0 ? "…" : ""}${cut}${from + SHOWN < line.length ? "…" : ""}`;
  };
  return { there: `\`${part(there)}\``, expected: `\`${part(expected)}\`` };
}

/** Where two JSON values differ, by path, in the order of the first; cut to so many. Numbers may differ by rounding where `tolerance` says so. */
export function differences(
  there: unknown,
  expected: unknown,
  { tolerance = () => 0, most = 10 }: { tolerance?: (path: string) => number; most?: number } = {},
): { path: string; there: unknown; expected: unknown }[] {
  const found: { path: string; there: unknown; expected: unknown }[] = [];
  const visit = (a: unknown, b: unknown, path: string): void => {
    if (found.length >= most || a === b) return;
    if (typeof a === "number" && typeof b === "number") {
      if (Math.abs(a - b) <= tolerance(path) * Math.max(Math.abs(a), Math.abs(b))) return;
    } else if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
      const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
      for (const key of new Set([...Object.keys(x), ...Object.keys(y)]))
        visit(x[key], y[key], path === "" ? key : `${path}.${key}`);
      return;
    }
    found.push({ path, there: a, expected: b });
  };
  visit(there, JSON.parse(JSON.stringify(expected ?? null)), "");
  return found;
}
