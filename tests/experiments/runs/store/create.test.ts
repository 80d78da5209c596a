/** A run folder can be claimed although a process was killed, or another one began, in the middle of claiming it. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { folderStore } from "../../../../experiments/runs/store/store.ts";
import { resolveSettings } from "../../../../methods/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-claim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const identity = { run: "r", world: "w@1", settings: resolveSettings({ seed: 1 }) };

it("after a kill between writing and renaming settings.json", async () => {
  const out = join(folder, "killed");
  mkdirSync(out);
  for (const name of ["settings.json.tmp", "settings.json.123.tmp", "lock.sqlite"]) writeFileSync(join(out, name), '{"ru');
  await folderStore.createRun(out, identity, { resume: false });
  expect((await folderStore.openRun(out)).identity).toEqual(identity);
});

it("but not where a stranger's file lies", async () => {
  const out = join(folder, "taken");
  mkdirSync(out);
  writeFileSync(join(out, "settings.json.bak.tmp"), "mine");
  await expect(folderStore.createRun(out, identity, { resume: false })).rejects.toMatchObject({ code: "run-folder" });
  expect(readdirSync(out)).toEqual(["settings.json.bak.tmp"]);
});
