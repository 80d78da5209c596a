/** One fault played: the tests nearest to the file first, then all that import it, then the golden runs. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fault } from "./list/fault.ts";
import type { Scratch } from "./scratch.ts";
import { type FailedTest, failures } from "./vitest.ts";

/** Whether a fault was noticed, and by which test. */
export interface Verdict {
  readonly caught: boolean;
  /** `file: test`; null when nothing noticed it. */
  readonly by: string | null;
  /** Noticed by the golden runs alone: something moved, and no test says what. */
  readonly goldenOnly: boolean;
}

const GOLDEN = "tests/golden/**";

/** How a fault is played. */
export interface PlayFaultOptions {
  /** Test files that fail without it, and are left out. */
  readonly red: readonly string[];
  /** Only the tests of the mirrored folder. */
  readonly nearOnly?: boolean;
}

/** Plays the fault. */
export async function playFault(fault: Fault, scratch: Scratch, { red, nearOnly = false }: PlayFaultOptions): Promise<Verdict> {
  const undo = scratch.make(fault);
  try {
    const near = mirrored(fault.file, scratch.root).map((folder) => ({ args: ["run", folder], without: [GOLDEN] }));
    const far = [
      { args: ["related", fault.file, "--run"], without: [GOLDEN] },
      { args: ["run", "tests/golden"], without: [] },
    ];
    const stages = nearOnly ? near : [...near, ...far];
    for (const { args, without } of stages) {
      const found = await failures(scratch, [...args, "--bail", "1"], { without: [...without, ...red] });
      if (found.length > 0) return { caught: true, by: nameOf(found), goldenOnly: args[1] === "tests/golden" };
    }
    return { caught: false, by: null, goldenOnly: false };
  } finally {
    undo();
  }
}

function nameOf(found: readonly FailedTest[] | string): string {
  if (typeof found === "string") return `vitest: ${found}`;
  const [first] = found;
  return `${first?.file}: ${first?.name}`;
}

/** The folder of tests that mirrors the file's own, or the nearest above it: `tests/worlds/` for `worlds/format/read.ts`. */
function mirrored(file: string, root: string): string[] {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder))
    if (existsSync(join(root, "tests", folder))) return [`tests/${folder}/`];
  return [];
}
