/** State of a run that has not ended: what its lock says, not how long its files have been silent. */
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openRuns } from "../../../apps/view/server/runs.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { runsFolder } from "./played.ts";

const root = runsFolder();
const runs = openRuns(root);
const statusOf = async (id: string) => [(await runs.card(id)).status, (await runs.read(id)).card.status];
const make = (id: string) => {
  const settings = resolveSettings({ method: "act-only", train: 0, test: 2 });
  return folderStore.createRun(join(root, id), { run: id, world: "films@1", settings }, { resume: false });
};

test("a run is live while its lock is held, however long its files are silent, and stopped when it is let go", async () => {
  await make("slow");
  const writer = await folderStore.writeRun(join(root, "slow"), "slow");
  const long = new Date(Date.now() - 24 * 3600_000);
  for (const name of readdirSync(join(root, "slow"))) utimesSync(join(root, "slow", name), long, long);
  expect(await statusOf("slow")).toEqual(["live", "live"]);
  writer.close();
  expect(await statusOf("slow")).toEqual(["stopped", "stopped"]);
});

test("of a run without a lock, which of the two it is cannot be told", async () => {
  await make("bare");
  expect(await statusOf("bare")).toEqual(["unknown", "unknown"]);
});
