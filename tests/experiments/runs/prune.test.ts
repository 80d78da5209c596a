/** Pruned runs are small, resume and replay as before, and say that they cannot be forked any more. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { pruneRun } from "../../../experiments/runs/prune.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { openCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import { bytesOf, fork, patientWorld, play, replay, SETTINGS } from "../forks/played.ts";

const base = mkdtempSync(join(tmpdir(), "billp-prune-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const prune = (folder: string) => pruneRun(folder, async () => patientWorld());

/** Plays until so many episodes are over, then stops as Ctrl-C does. */
async function cutOff(folder: string, after: number, resume = false): Promise<void> {
  const end = new AbortController();
  const onProgress = ({ done }: { done: number }) => {
    if (done >= after) end.abort(new Error("enough"));
  };
  await expect(play(folder, SETTINGS, { signal: end.signal, onProgress, resume })).rejects.toThrow("enough");
}

describe("a finished run", () => {
  test("has no checkpoints left, and is otherwise as it was", async () => {
    const folder = join(base, "finished");
    await play(folder);
    const before = bytesOf(folder);
    const { forks } = await fork(folder, { episode: 3, round: 1, overrides: ["settings.gamma=0.7"] });
    const pruned = await prune(folder);
    expect(pruned).toMatchObject({ finished: true, checkpoints: { after: 0 } });
    expect(pruned.checkpoints.before).toBeGreaterThan(100_000);
    expect(pruned.calls).toBeGreaterThan(0);
    await play(folder, SETTINGS, { resume: true });
    expect(bytesOf(folder)).toBe(before);
    expect(await replay(folder)).toMatchObject({ equal: true, episodes: 17, unfinished: 0 });
    const options = { episode: 3, round: 1, overrides: ["settings.gamma=0.8"] };
    await expect(fork(folder, options)).rejects.toMatchObject({
      code: "run-folder",
      message: expect.stringContaining("billp prune"),
    });
    expect(existsSync(runFiles(folder).checkpoints)).toBe(false);
    expect((await fork(folder, { episode: 3, round: 1, overrides: ["settings.gamma=0.7"] })).forks).toEqual(forks); // the record is kept
    expect(await prune(folder)).toMatchObject({ checkpoints: { before: 0, after: 0 } });
  });

  test("whose files are not whole is left alone", async () => {
    const folder = join(base, "damaged");
    await play(folder, { ...SETTINGS, train: 2, test: 1 });
    writeFileSync(runFiles(folder).memory, "{");
    await expect(prune(folder)).rejects.toMatchObject({ code: "bad-input", hint: expect.stringContaining("--resume") });
    expect(existsSync(runFiles(folder).checkpoints)).toBe(true);
  });
});

describe("a run that was cut off", () => {
  test("is pruned to what resuming needs, again and again, and ends as an undisturbed one", async () => {
    const quiet = join(base, "quiet");
    await play(quiet);
    const folder = join(base, "cut");
    let inPlay = 0;
    for (const [i, after] of [4, 7, 11].entries()) {
      await cutOff(folder, after, i > 0);
      const pruned = await prune(folder);
      expect(pruned.finished).toBe(false);
      expect(pruned.checkpoints.after).toBeLessThan(pruned.checkpoints.before);
      expect(await replay(folder)).toMatchObject({ equal: true });
      await expect(fork(folder, { episode: 1, round: 1, overrides: [] })).rejects.toMatchObject({ code: "run-folder" });
      const checkpoints = await openCheckpoints(runFiles(folder).checkpoints);
      const left = new Set(checkpoints.positions().map((p) => p.episode));
      for (const episode of checkpoints.episodes().keys()) expect(left).not.toContain(episode);
      inPlay += left.size;
      expect(checkpoints.threads().length).toBeGreaterThan(0);
      checkpoints.close();
    }
    expect(inPlay).toBeGreaterThan(0);
    await play(folder, SETTINGS, { resume: true });
    expect(bytesOf(folder)).toBe(bytesOf(quiet));
    expect(await replay(folder)).toMatchObject({ equal: true, episodes: 17 });
  });
});
