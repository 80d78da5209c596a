/** The example of docs/methods.md as a person uses it with the command line: loaded by `--import`, which alone makes its runs readable. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { ROOT, scratch, start } from "../apps/cli/spawn.ts";

const folder = scratch();
const mine = join(folder, "mine.mts");
/** NODE_OPTIONS come before tsx of the command line, so that the module brings its loader along. */
const WITH_MINE = {
  NODE_OPTIONS: `--import ${pathToFileURL(join(ROOT, "node_modules/tsx/dist/esm/index.mjs")).href} --import ${pathToFileURL(mine).href}`,
};
const billp = (line: string, more = {}) => start(folder, line.split(" "), more).ended;

beforeAll(() => {
  const page = readFileSync(join(ROOT, "docs/methods.md"), "utf8");
  const example = /^```ts\n(import \{ defineMethod.*?)^```$/ms.exec(page)?.[1] as string;
  writeFileSync(mine, example.replace('from "billp"', `from ${JSON.stringify(pathToFileURL(join(ROOT, "index.ts")).href)}`));
});

it("is played by run and compare, in the help, and its runs are replayed", async () => {
  const help = await billp("run --help", WITH_MINE);
  expect(help.stdout).toContain("planner-lessons  plans each round with one reflection of the past");
  const played = await billp("run --method planner-lessons --train 2 --test 2 --lag 1 --out mine", WITH_MINE);
  expect(played).toMatchObject({ code: 0 });
  const replayed = await billp("replay mine", WITH_MINE);
  expect(replayed).toMatchObject({ code: 0 });
  const compared = await billp(
    "compare --methods planner-lessons,newest --seeds 1 --descriptive --train 2 --test 2 --runs runs --out report",
    WITH_MINE,
  );
  expect(compared).toMatchObject({ code: 0 });
  const report = readFileSync(join(folder, "report/report.html"), "utf8");
  expect(report).toContain("newest: It knows what is new, which the histories of this world do not show.");
});

it("is unknown without it, and what to do is said", async () => {
  const wrong = await billp("run --method planner-lessons");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/--method .*one of act-only, react/);
  const unread = await billp("replay mine");
  expect(unread.stderr.replace(/\s+/g, " ")).toContain(
    "If planner-lessons is a method of your own, load the module that defines it first",
  );
});
