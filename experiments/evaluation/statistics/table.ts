/** Table of users × seeds: values of a measure, or differences of two methods. */
import { BillpError } from "../../../core/errors.ts";

/** One value of a measure for a user in the run of a seed. */
export interface Measurement {
  readonly user: number;
  readonly seed: number;
  readonly value: number;
}

/** A table of cells, users and seeds in ascending order; a place without a cell is NaN. */
export interface Table {
  readonly users: number;
  readonly seeds: number;
  /** Places that have a value. */
  readonly measurements: number;
  /** User by user: the value of the u-th user and the s-th seed is `values[u * seeds + s]`. */
  readonly values: Float64Array;
}

/**
 * Puts cells into a table; several cells of one place are averaged. The order of the cells does not matter beyond rounding.
 * @throws BillpError `bad-input` for a value that is no finite number.
 */
export function tableOf(measurements: readonly Measurement[]): Table {
  const number = (ids: readonly number[]) => new Map([...new Set(ids)].sort((a, b) => a - b).map((id, i) => [id, i]));
  const [users, seeds] = [number(measurements.map((c) => c.user)), number(measurements.map((c) => c.seed))];
  const values = new Float64Array(users.size * seeds.size);
  const counts = new Uint32Array(users.size * seeds.size);
  for (const { user, seed, value } of measurements) {
    if (!Number.isFinite(value)) throw new BillpError("bad-input", `The value of user ${user} (seed ${seed}) is ${value}`);
    const place = (users.get(user) as number) * seeds.size + (seeds.get(seed) as number);
    values[place]! += value;
    counts[place]! += 1;
  }
  for (let i = 0; i < values.length; i++) values[i]! /= counts[i] as number;
  return { users: users.size, seeds: seeds.size, measurements: counts.filter((n) => n > 0).length, values };
}

/** Sum and number of the cells of each user (`by` users) or of each seed. */
export function totalsBy(by: "user" | "seed", { users, seeds, values }: Table): { sum: Float64Array; n: Float64Array } {
  const units = by === "user" ? users : seeds;
  const [sum, n] = [new Float64Array(units), new Float64Array(units)];
  for (let u = 0; u < users; u++) {
    for (let s = 0; s < seeds; s++) {
      const value = values[u * seeds + s] as number;
      if (Number.isNaN(value)) continue;
      sum[by === "user" ? u : s]! += value;
      n[by === "user" ? u : s]! += 1;
    }
  }
  return { sum, n };
}

/** The users that have a cell for every seed, and how many have not. */
export function completeUsers({ users, seeds, values }: Table): { table: Table; leftOut: number } {
  const rows: Float64Array[] = [];
  for (let u = 0; u < users; u++) {
    const row = values.subarray(u * seeds, (u + 1) * seeds);
    if (!row.some(Number.isNaN)) rows.push(row);
  }
  if (rows.length === users) return { table: { users, seeds, measurements: values.length, values }, leftOut: 0 };
  const kept = new Float64Array(rows.length * seeds);
  rows.forEach((row, i) => {
    kept.set(row, i * seeds);
  });
  return { table: { users: rows.length, seeds, measurements: kept.length, values: kept }, leftOut: users - rows.length };
}
