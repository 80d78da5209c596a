/** The statistics of a comparison once more, from the formulas in docs/statistics.md; shares no code with what it checks. */
import type { Cell } from "./again.ts";

const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const average = (list: readonly number[]) => total(list) / list.length;

/** Differences by user (rows) and seed (columns), where every user has every seed. What is equal but for rounding is equal. */
export function differences(first: readonly Cell[], second: readonly Cell[]): number[][] {
  const users = [...new Set(first.map((c) => c.user))].sort((a, b) => a - b);
  const seeds = [...new Set(first.map((c) => c.seed))].sort((a, b) => a - b);
  const at = (measurements: readonly Cell[], user: number, seed: number) => {
    const found = measurements.filter((c) => c.user === user && c.seed === seed);
    if (found.length !== 1) throw new Error(`${found.length} cells of user ${user}, seed ${seed}`);
    return (found[0] as Cell).value;
  };
  const minus = (a: number, b: number) => (Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b);
  return users.map((u) => seeds.map((s) => minus(at(first, u, s), at(second, u, s))));
}

/** (wins + ties / 2) / pairs. */
export function winRate(d: readonly (readonly number[])[]): number {
  return average(d.flat().map((x) => (x > 0 ? 1 : x === 0 ? 0.5 : 0)));
}

/** Mean, standard error and degrees of freedom of the crossed analysis. */
export function crossed(d: readonly (readonly number[])[]) {
  const [U, S] = [d.length, (d[0] as number[]).length];
  const mean = average(d.flat());
  const rows = d.map(average);
  const columns = Array.from({ length: S }, (_, s) => average(d.map((row) => row[s] as number)));
  const msU = (S * total(rows.map((r) => (r - mean) ** 2))) / (U - 1);
  const msS = (U * total(columns.map((c) => (c - mean) ** 2))) / (S - 1);
  const rest = d.flatMap((row, u) => row.map((x, s) => (x - (rows[u] as number) - (columns[s] as number) + mean) ** 2));
  const msE = total(rest) / ((U - 1) * (S - 1));
  const [u, s] = [Math.max(msU, msE), Math.max(msS, msE)];
  const variance = u + s - msE;
  const satterthwaite = variance ** 2 / (u ** 2 / (U - 1) + s ** 2 / (S - 1) + msE ** 2 / ((U - 1) * (S - 1)));
  const df = S <= 3 ? S - 1 : msS <= msE ? U - 1 : Math.max(satterthwaite, Math.min(U, S) - 1);
  return { mean, se: Math.sqrt(variance / (U * S)), df };
}

/** Mean of the seeds' means, its standard error and degrees of freedom. */
export function bySeeds(d: readonly (readonly number[])[]) {
  const S = (d[0] as number[]).length;
  const means = Array.from({ length: S }, (_, s) => average(d.map((row) => row[s] as number)));
  const mean = average(means);
  return { mean, se: Math.sqrt(total(means.map((m) => (m - mean) ** 2)) / (S - 1) / S), df: S - 1 };
}

/** Mean of the users' means, its standard error and degrees of freedom. */
export function byUsers(d: readonly (readonly number[])[]) {
  const means = d.map(average);
  const mean = average(means);
  return { mean, se: Math.sqrt(total(means.map((m) => (m - mean) ** 2)) / (d.length - 1) / d.length), df: d.length - 1 };
}

/** Share of all sign patterns whose sum is as far from 0 as the one that was found. */
export function allFlips(sums: readonly number[]): number {
  const found = Math.abs(total(sums));
  let reached = 0;
  for (let pattern = 0; pattern < 2 ** sums.length; pattern++) {
    const sum = total(sums.map((x, i) => ((pattern >> i) & 1 ? -x : x)));
    if (Math.abs(sum) >= found - 1e-9) reached++;
  }
  return reached / 2 ** sums.length;
}

/** Holm: the k-th smallest of n times n − k + 1, never below the one before, at most 1. */
export function holmOf(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => [p, i] as const).sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  let before = 0;
  for (const [k, [p, i]] of order.entries()) {
    before = Math.min(1, Math.max(before, (ps.length - k) * p));
    out[i] = before;
  }
  return out;
}

/** ln Γ by Stirling's series, after stepping up to where it is exact. */
function logGamma(x: number): number {
  if (x < 20) return logGamma(x + 1) - Math.log(x);
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5) - 1 / (1680 * x ** 7);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

/**
 * P(|T| > t): Student's density integrated from 0 to t by Simpson's rule. With t = √df·tan x it is a power of cos x on a finite range.
 */
export function twoSided(t: number, df: number): number {
  const [steps, end] = [400, Math.atan(Math.abs(t) / Math.sqrt(df))];
  const scale = Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2)) / Math.sqrt(Math.PI);
  const f = (x: number) => Math.cos(x) ** (df - 1);
  const h = end / steps;
  let sum = f(0) + f(end);
  for (let k = 1; k < steps; k++) sum += (k % 2 === 1 ? 4 : 2) * f(k * h);
  return 1 - (2 * scale * h * sum) / 3;
}

/** The t with P(|T| > t) = p, by bisection. */
export function critical(p: number, df: number): number {
  let [low, high] = [0, 100];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if (twoSided(middle, df) > p) low = middle;
    else high = middle;
  }
  return low;
}
