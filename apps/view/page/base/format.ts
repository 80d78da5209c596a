/** Numbers, times and names as people read them; a dash where there is nothing. */
import type { EpisodeRow, RunCard } from "../../server/shapes.ts";

export const DASH = "–";

/** A figure with so many decimals. */
export function figure(value: number | null | undefined, decimals = 2): string {
  return value == null ? DASH : value.toFixed(decimals).replace(/^-/, "−");
}

/** A difference, with its sign. */
export function signed(value: number | null | undefined, decimals = 2): string {
  if (value == null) return DASH;
  const text = figure(value, decimals);
  return value > 0 && Number(value.toFixed(decimals)) !== 0 ? `+${text}` : text;
}

/** A share as per cent. */
export function percent(value: number | null | undefined, decimals = 0): string {
  return value == null ? DASH : `${(100 * value).toFixed(decimals)} %`;
}

/** Counts with a thin space at thousands. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Money; nothing known is a question mark. */
export function usd(cost: number | null | undefined): string {
  if (cost == null) return "$?";
  return cost > 0 && cost < 0.1 ? `$${cost.toFixed(4)}` : `$${cost.toFixed(2)}`;
}

/** Date and minute in this place's time. */
export function when(ms: number): string {
  if (ms === 0) return DASH;
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** Why an episode ended, in one word. */
export function endOf({ kind, reason }: EpisodeRow["end"]): string {
  return kind === "quit" ? (reason ?? "left") : kind;
}

/** The folder's name of a run, for headings. */
export function nameOf(card: Pick<RunCard, "id" | "run">): string {
  return card.id === "." ? card.run : card.id;
}
