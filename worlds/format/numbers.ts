/** Ranges of a world's numbers: rewards that can be given, distances that are distances. */
import type { Factors, Table } from "../reward-model.ts";
import { damaged } from "./folder.ts";

/** Largest magnitude that a sum of a model's numbers may reach: far beyond any world, far below what loses digits. */
const LARGEST = 1e9;
/** Imported matrices are often float32: so much may two that should be equal differ, relative to 1 and to themselves. */
const ROUNDING = 1e-5;

/** Every reward lies in 1..max. @throws BillpError `bad-world` naming user and item. */
export function checkRewards(folder: string, file: string, { data, columns }: Table, max: number): void {
  for (let k = 0; k < data.length; k++) {
    const value = Number(data[k]);
    if (value >= 1 && value <= max) continue;
    const where = `user ${Math.floor(k / columns)}, item ${k % columns}`;
    throw damaged(folder, file, `gives a reward of ${value} (${where}); rewards lie in 1 to ${max}`);
  }
}

/** The model's sums stay numbers, whatever user and item. @throws BillpError `bad-world` naming the manifest. */
export function checkFactors(folder: string, { mean, userFactors, itemFactors, userBias, itemBias }: Factors): void {
  const product = itemFactors.columns * largest(userFactors.data) * largest(itemFactors.data);
  const sum = Math.abs(mean) + largest(userBias) + largest(itemBias) + product;
  if (!(sum <= LARGEST))
    throw damaged(folder, "manifest.json", `names factors whose sums reach ${sum.toPrecision(3)}; rewards would be noise`);
}

/** Vectors whose distances stay numbers. @throws BillpError `bad-world` naming the file. */
export function checkVectors(folder: string, file: string, { data }: Table): void {
  if (!(largest(data) <= LARGEST)) throw damaged(folder, file, `holds ${largest(data).toPrecision(3)}, too large for distances`);
}

/** Distances are symmetric, not negative, and 0 from an item to itself. @throws BillpError `bad-world` naming the two items. */
export function checkDistances(folder: string, file: string, { data, columns }: Table): void {
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b <= a; b++) {
      const [there, back] = [Number(data[a * columns + b]), Number(data[b * columns + a])];
      const which = `items ${b} and ${a}`;
      if (there < 0 || back < 0) throw damaged(folder, file, `holds a distance below 0 (${which})`);
      if (a === b && there !== 0) throw damaged(folder, file, `says that item ${a} is ${there} away from itself`);
      if (Math.abs(there - back) > ROUNDING * Math.max(1, there))
        throw damaged(folder, file, `is not symmetric: ${which} are ${back} apart one way, ${there} the other`);
    }
  }
}

function largest(data: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < data.length; k++) most = Math.max(most, Math.abs(Number(data[k])));
  return most;
}
