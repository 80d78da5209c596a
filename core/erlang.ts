/** Erlang distribution with mean 1: the gamma distribution of whole shapes, drawn exactly and with a tail in closed form. */
import type { Random } from "./random.ts";

/** One draw: the mean of `shape` exponential draws of mean 1. @param shape Whole, at least 1; the variance is 1 / shape. */
export function drawErlang(random: Random, shape: number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random.next());
  return sum / shape;
}

/** P(X > x) = e^(−kx) Σ_{j<k} (kx)^j / j! for shape k: 1 at 0 and below, 0 at Infinity, never rising beyond rounding. */
export function erlangTail(x: number, shape: number): number {
  const kx = x * shape;
  if (!(kx > 0)) return 1;
  // Beyond this e^(−kx) is 0, and the sum may be too large for a number.
  if (kx > 745) return 0;
  let sum = 1;
  for (let j = shape - 1; j > 0; j--) sum = 1 + (sum * kx) / j;
  return Math.min(1, Math.exp(-kx) * sum);
}
