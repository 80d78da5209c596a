/** A run folder belongs to one process at a time, however that process ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { scratch, TSX } from "../../apps/cli/spawn.ts";

const folder = scratch();
const open = (out: string, options = {}) => folderStore.writeRun(out, "locked", options);
const settings = { method: "act-only", train: 0, test: 2 } as const;

it("is refused to a second process, and free again when the first is killed", async () => {
  const out = join(folder, "run");
  await runExperiment({ settings, out });
  const child = spawn(process.execPath, ["--import", TSX, join(import.meta.dirname, "lock-child.ts"), out], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  await expect(open(out, { patienceMs: 300 })).rejects.toMatchObject({
    code: "run-folder",
    message: expect.stringContaining(out),
  });
  const stop = AbortSignal.timeout(200);
  await expect(open(out, { signal: stop })).rejects.toMatchObject({ name: "TimeoutError" });
  const waiting = open(out); // whoever waits gets it as soon as it is free
  child.kill("SIGKILL");
  (await waiting).close();
});

it("is held within one process too, and a run that failed to open frees it", async () => {
  const out = join(folder, "twice");
  const first = runExperiment({ settings, out });
  const [a, b] = await Promise.all([first, runExperiment({ settings, out, resume: true }).catch((error) => error)]);
  expect(a.summary.complete).toBe(true);
  if (b instanceof Error) expect(b).toMatchObject({ code: "run-folder" });
  else expect(b.episodes).toEqual(a.episodes);
  (await open(out, { patienceMs: 0 })).close();
});
