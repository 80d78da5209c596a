/** One fault played: the tests nearest to the file first, then all that import it, then the golden runs. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fault } from "./fault.ts";
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

/** Plays the fault. `red` are test files that fail without it. */
export async function playFault(fault: Fault, scratch: Scratch, red: readonly string[]): Promise<Verdict> {
  const undo = scratch.make(fault);
  try {
    const stages = [
      ...mirrored(fault.file, scratch.root).map((folder) => ({ args: ["run", folder], without: [GOLDEN] })),
      { args: ["related", fault.file, "--run"], without: [GOLDEN] },
      { args: ["run", "tests/golden"], without: [] },
    ];
    for (const [i, { args, without }] of stages.entries()) {
      const found = await failures(scratch, [...args, "--bail", "1"], { without: [...without, ...red] });
      if (found.length > 0) return { caught: true, by: nameOf(found), goldenOnly: i === stages.length - 1 };
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

/** The folder of tests that mirrors the file's own: `tests/nodes/` for `nodes/micro-act.ts`. */
function mirrored(file: string, root: string): string[] {
  const folder = `tests/${dirname(file)}/`;
  return existsSync(join(root, folder)) ? [folder] : [];
}
