/** A run whose process was killed: shown as stopped at once, whatever its files say and however lately they were written. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import type { RunCard, RunPage } from "../../../apps/view/server/shapes.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { resolveSettings } from "../../../methods/settings.ts";
import { TSX } from "../cli/spawn.ts";
import { runsFolder } from "./played.ts";

const root = runsFolder();
let server: Awaited<ReturnType<typeof serveView>>;
beforeAll(async () => {
  server = await serveView({ root, port: 0 });
});
afterAll(() => server.close());

const get = async <T>(path: string) => (await fetch(`${server.url}api/${path}`)).json() as Promise<T>;
const statuses = async () => {
  const { runs } = await get<{ runs: RunCard[] }>("runs");
  return [runs[0]?.status, (await get<RunPage>("run?run=one")).card.status];
};

test("is live while its process lives, and stopped as soon as that is killed; whoever looks on is told", async () => {
  const settings = resolveSettings({ method: "act-only", train: 0, test: 2 });
  await folderStore.createRun(join(root, "one"), { run: "one", world: "films@1", settings }, { resume: false });
  const script = join(import.meta.dirname, "../../experiments/runs/lock-child.ts");
  const child = spawn(process.execPath, ["--import", TSX, script, join(root, "one")], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  expect(await statuses()).toEqual(["live", "live"]);
  const events = await fetch(`${server.url}api/events?run=one`);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await statuses()).toEqual(["stopped", "stopped"]);
  expect(await events.text()).toContain('event: ended\ndata: {"status":"stopped"}');
});
