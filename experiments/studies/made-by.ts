/** Makers of a study: `made-by.json` beside its report, for versions belong to a result and must not change its bytes. */
import { join } from "node:path";
import { replaceFile } from "../../core/replace-file.ts";
import { loadPrices } from "../../models/prices.ts";
import { promptsVersion } from "../../prompts/versions.ts";
import { toldByWindow } from "../../worlds/user-models/window.ts";
import { type Maker, makerLine, packageVersion } from "../runs/store/made-by.ts";
import { folderStore } from "../runs/store/store.ts";
import type { StudySchedule } from "./spec/run-specs.ts";

/** Name of the file within the folder of a report. */
const FILE = "made-by.json";

/** What a study rests on. Plain JSON. */
export interface StudyMakers {
  /** What analysed the runs and wrote the report. */
  readonly report: Pick<Maker, "billp" | "prompts" | "prices" | "node">;
  /** What played the runs: each set of versions once, with its runs. Several mean that not all runs were made alike. */
  readonly runs: readonly { readonly madeBy: Maker | null; readonly runs: readonly string[] }[];
}

/** Reads what played the runs of a study; null stands for versions that kept no record. */
export async function studyMakers({ runSpecs }: StudySchedule, runs: string): Promise<StudyMakers> {
  const found = new Map<string, { madeBy: Maker | null; runs: string[] }>();
  for (const { id } of runSpecs) {
    const folder = join(runs, id);
    if (!folderStore.has(folder)) continue;
    const makers = await makersOf(folder);
    for (const madeBy of makers.length === 0 ? [null] : makers) {
      const key = madeBy === null ? "" : makerLine(madeBy);
      const known = found.get(key) ?? { madeBy, runs: [] };
      known.runs.push(id);
      found.set(key, known);
    }
  }
  const report = {
    billp: packageVersion(),
    prompts: promptsVersion(toldByWindow),
    prices: loadPrices().date,
    node: process.version,
  };
  return { report, runs: [...found.values()] };
}

/** Makers of one run; none of a folder that cannot be read, of which playing says why. */
async function makersOf(folder: string): Promise<readonly Maker[]> {
  try {
    return await (await folderStore.openRun(folder)).makers();
  } catch {
    return [];
  }
}

/** Writes the file into a report's folder, and gives its name. */
export async function writeStudyMakers(out: string, makers: StudyMakers): Promise<string> {
  await replaceFile(join(out, FILE), `${JSON.stringify(makers, null, 2)}\n`);
  return FILE;
}
