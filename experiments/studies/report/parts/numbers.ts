/** How numbers are written for people: sensible decimals, a typographic minus, a dash where there is nothing. */

import type { Interval } from "../../../evaluation/statistics/intervals.ts";
import type { Arm, Cost, MeasureInfo } from "../../analysis/result.ts";

/** What stands for a number that does not exist. */
export const NONE = "–";
const MINUS = "−";
const THIN = "\u202f";

/** A number with so many decimals; −0 is 0. */
export function fixed(x: number | null, decimals: number): string {
  if (x === null || !Number.isFinite(x)) return NONE;
  const text = Math.abs(x).toFixed(decimals);
  const [whole = "", rest] = text.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  const sign = x < 0 && Number(text) !== 0 ? MINUS : "";
  return sign + (rest === undefined ? grouped : `${grouped}.${rest}`);
}

/** The same with a plus before what is positive. */
export function signed(x: number | null, decimals: number): string {
  const text = fixed(x, decimals);
  return x !== null && x > 0 && Number.isFinite(x) && Number(text.replaceAll(THIN, "")) !== 0 ? `+${text}` : text;
}

/** A figure of an arm's cost, with a mark where some of its tokens are estimates. */
export function about({ estimatedCalls }: Pick<Cost, "estimatedCalls">, figure: string): string {
  return estimatedCalls > 0 && figure !== NONE ? `~${figure}` : figure;
}

/** `[low, high]`. */
export function interval(i: Interval | null, decimals: number): string {
  return i === null ? NONE : `[${fixed(i[0], decimals)}, ${fixed(i[1], decimals)}]`;
}

/** A p value. */
export function pValue(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.0001 ? `<${THIN}0.0001` : fixed(p, 4);
}

/** A share as per cent. */
export function perCent(x: number | null, decimals = 0): string {
  return x === null ? NONE : `${fixed(100 * x, decimals)}${THIN}%`;
}

/** A large count in short: 950, 12.3k, 4.5M. */
export function short(x: number | null): string {
  if (x === null) return NONE;
  const size = Math.abs(x);
  const round = (y: number) => fixed(y, 1).replace(/\.0$/, "");
  if (size >= 999_950) return `${round(x / 1e6)}M`;
  return size >= 1000 ? `${round(x / 1e3)}k` : fixed(x, size > 0 && size < 10 ? 1 : 0);
}

/** Money; small sums keep two digits that say something. */
export function usd(x: number | null): string {
  if (x === null) return NONE;
  const decimals = x === 0 || x >= 1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(Math.abs(x))));
  return `$${fixed(x, decimals)}`;
}

/** How the values of one measure are written everywhere in a group, so that columns align. */
export interface MeasureFormat {
  /** `%` or nothing. */
  readonly unit: string;
  /** What the data is multiplied by. */
  readonly factor: number;
  readonly decimals: number;
  value(x: number | null): string;
  difference(x: number | null): string;
  interval(i: Interval | null): string;
}

/** The format of a measure: decimals by the size of its largest value. */
export function formatOf(info: MeasureInfo, arms: readonly Arm[]): MeasureFormat {
  const factor = info.percent ? 100 : 1;
  const largest = Math.max(0, ...arms.map((a) => Math.abs(a.values[info.id]?.value ?? 0)));
  const decimals = info.percent ? 1 : decimalsOf(largest);
  const times = (x: number | null) => (x === null ? null : factor * x);
  return {
    unit: info.percent ? "%" : "",
    factor,
    decimals,
    value: (x) => fixed(times(x), decimals),
    difference: (x) => signed(times(x), decimals),
    interval: (i) => interval(i === null ? null : [factor * i[0], factor * i[1]], decimals),
  };
}

function decimalsOf(largest: number): number {
  if (largest >= 1000) return 0;
  if (largest >= 100) return 1;
  return largest >= 1 ? 2 : 3;
}
