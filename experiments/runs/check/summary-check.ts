/** Check of summary.json: every number that follows from the episodes, the settings and the ledger is computed again. */
import type { ResolvedSettings } from "../../../core/settings.ts";
import type { World } from "../../../worlds/world.ts";
import type { Episode } from "../../evaluation/record.ts";
import { type Summary, summarise, type Usage } from "../../evaluation/summary.ts";
import { differences, type Finding, shown, shownLines } from "./finding.ts";

/** The file and what it follows from. */
export interface SummaryFile {
  readonly file: string;
  readonly text: string;
  readonly run: string;
  readonly settings: ResolvedSettings;
  readonly world: World;
  readonly episodes: readonly Episode[];
  /** Episodes that the run was to play. */
  readonly scheduled: number;
  /** What the ledger counts; null where that cannot be known, so that the file's own count stands. */
  readonly usage: Usage | null;
  /** Whether fields of `usage` that the file does not have were not written by the version that made it. */
  readonly older: boolean;
}

/** Sums of money are added in another order when they are read back. */
const ROUNDING = 1e-9;

/** Findings by field. Only the time (`wallMs`) cannot be computed again. */
export function checkSummary({ file, text, run, settings, world, episodes, scheduled, usage, older }: SummaryFile): Finding[] {
  const there = parsed(text);
  if (there === null) return [{ file, where: null, there: shownLines(text, "").there, expected: "a summary, as JSON" }];
  const { method, model, seed, fidelity, gamma } = settings;
  const about = { run, world: world.id, method, model, seed, fidelity };
  const counted = usage === null ? there.usage : older ? asFarAs(usage, there.usage) : usage;
  const complete = episodes.length === scheduled;
  const expected = summarise(about, episodes, { world, gamma }, counted as Usage, there.wallMs, complete);
  const found: Finding[] = differences(there, expected, { tolerance: (path) => (path.endsWith("costUsd") ? ROUNDING : 0) }).map(
    (d) => ({ file, where: `field ${d.path}`, there: shown(d.there), expected: `${shown(d.expected)}, ${sourceOf(d.path)}` }),
  );
  if (!Number.isInteger(there.wallMs) || there.wallMs < 0)
    found.push({ file, where: "field wallMs", there: shown(there.wallMs), expected: "a time in whole milliseconds" });
  if (found.length > 0) return found;
  const written = `${JSON.stringify({ ...expected, usage: there.usage }, null, 2)}\n`;
  return text === written ? [] : [{ file, where: null, ...shownLines(text, written) }];
}

function parsed(text: string): Summary | null {
  try {
    const value = JSON.parse(text) as Summary | null;
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function sourceOf(path: string): string {
  if (path.startsWith("usage")) return "by the calls of the ledger";
  return /^(train|test|faults|complete)/.test(path) ? "by episodes.jsonl" : "by settings.json";
}

/** What is counted today, without the fields that the other side does not know. */
function asFarAs(counted: unknown, known: unknown): unknown {
  if (typeof counted !== "object" || typeof known !== "object" || counted === null || known === null) return counted;
  const fields = Object.entries(counted).filter(([key]) => Object.hasOwn(known, key));
  return Object.fromEntries(fields.map(([key, value]) => [key, asFarAs(value, (known as Record<string, unknown>)[key])]));
}
