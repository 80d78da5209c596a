/** Recipes of CONTRIBUTING.md: read from the page, and carried out in a copy of the tree. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeScratch, type Scratch } from "../../tools/faults/scratch.ts";
import { ROOT } from "../apps/cli/spawn.ts";

/** A block of code with what is to be done with it. */
export interface Step {
  /** Heading of its recipe. */
  readonly recipe: string;
  readonly kind: "new" | "program" | "change";
  readonly file: string;
  readonly code: string;
}

/** The steps of the page, in its order. @throws Error when a block does not say which file it is of. */
export function readRecipes(): Step[] {
  const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const steps: Step[] = [];
  let [recipe, file, kind] = ["", "", "new" as Step["kind"]];
  const parts =
    /^### (?<recipe>[^\n]*)$|^`(?<fresh>[^`\n]+)` is new:$|^`(?<program>[^`\n]+)`, a program of yours:$|^In `(?<change>[^`\n]+)`:$|^```(?<lang>ts|diff)\n(?<code>.*?)^```$/gms;
  for (const { groups = {} } of text.matchAll(parts)) {
    if (groups.recipe !== undefined) [recipe, file] = [groups.recipe, ""];
    else if (groups.code === undefined) {
      file = groups.fresh ?? groups.program ?? groups.change ?? "";
      kind = groups.fresh !== undefined ? "new" : groups.program !== undefined ? "program" : "change";
    } else if (file === "" || (groups.lang === "diff") !== (kind === "change"))
      throw new Error(`CONTRIBUTING.md, ${recipe}: a block does not say of which file it is:\n${groups.code}`);
    else steps.push({ recipe, kind, file, code: groups.code });
  }
  return steps;
}

/** Carries the steps out in a copy of the tree. @throws Error when a change does not fit its file, or fits in two places. */
export function carryOut(steps: readonly Step[]): Scratch {
  const scratch = makeScratch(ROOT);
  try {
    for (const step of steps) {
      const path = join(scratch.root, step.file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, step.kind === "change" ? changed(readFileSync(path, "utf8"), step) : here(step.code, scratch.root));
    }
    return scratch;
  } catch (error) {
    scratch.remove();
    throw error;
  }
}

/** A program of a user of the package, with its names standing for the sources. */
function here(code: string, root: string): string {
  return code.replace(/from "billp(?:\/(\w+))?"/g, (_, entry?: string) => {
    return `from ${JSON.stringify(join(root, entry === undefined ? "index.ts" : `exports/${entry}.ts`))}`;
  });
}

/** A file after a change written as lines that stay, go and come. */
function changed(source: string, { recipe, file, code }: Step): string {
  const side = (marks: string) =>
    code
      .split("\n")
      .filter((line) => marks.includes(line[0] ?? "never"))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const [from, to] = [side(" -"), side(" +")];
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`CONTRIBUTING.md, ${recipe}: this stands ${times} times in ${file}:\n${from}`);
  return source.replace(from, () => to);
}
