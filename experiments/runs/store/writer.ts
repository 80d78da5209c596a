/** Writers of a run over a driver: the one that plays it, and one for what is done to it beside. */

import { setTimeout as sleep } from "node:timers/promises";
import { MemorySaver } from "@langchain/langgraph";
import { BillpError } from "../../../core/errors.ts";
import { openCheckpoints, type RunCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import { memoryLines } from "../../../memory/prior.ts";
import { createMemoryLedger, type Ledger } from "../../../models/ledger/ledger.ts";
import { checkEpisode, episodeLine } from "../../evaluation/record.ts";
import type { RunDriver } from "./driver.ts";
import { makerLine, parseMakers, UNKNOWN_MAKER } from "./made-by.ts";
import type { RunEditor, RunWriter, WriteOptions } from "./run-store.ts";
import { isWorkerThread } from "./threads.ts";

/** Time that a run waits for another process: enough for the child of a killed parent to be gone. */
const PATIENCE_MS = 10_000;
const STEP_MS = 100;

/** Opens the run with this id for playing; see `RunStore.writeRun`. */
export async function openWriter(name: string, run: string, driver: RunDriver, options: WriteOptions): Promise<RunWriter> {
  if (options.databases === false) return writerOf(run, driver, null, createMemoryLedger({ replay: false }), () => {});
  const free = await lockRun(name, driver, options);
  let checkpoints: RunCheckpoints | null = null;
  try {
    checkpoints = await driver.openCheckpoints();
    return writerOf(run, driver, checkpoints, await driver.openLedger(), free);
  } catch (error) {
    checkpoints?.close();
    free();
    throw error;
  }
}

/** Takes the run for this process. Readers are not hindered. */
async function lockRun(name: string, driver: RunDriver, { signal, patienceMs = PATIENCE_MS }: WriteOptions): Promise<() => void> {
  for (let waited = 0; ; waited += STEP_MS) {
    signal?.throwIfAborted();
    const free = await driver.lock();
    if (free !== null) return free;
    if (waited >= patienceMs)
      throw new BillpError("run-folder", `Another process is playing the run in ${name}.`, {
        hint: "Wait until it is over, or end it; then go on with --resume (a study: with the same command).",
      });
    await sleep(STEP_MS);
  }
}

function writerOf(
  run: string,
  driver: RunDriver,
  checkpoints: RunCheckpoints | null,
  ledger: Ledger,
  free: () => void,
): RunWriter {
  return {
    ledger,
    saver: checkpoints?.saver ?? new MemorySaver(),
    threads: () => checkpoints?.threads() ?? [],
    episodes() {
      const where = driver.where("checkpoints");
      const records = [...(checkpoints?.episodes() ?? [])];
      return new Map(records.map(([n, record]) => [n, checkEpisode(JSON.parse(record), `episode ${n} in ${where}`)]));
    },
    async noteMaker(maker) {
      const last = parseMakers(await driver.read("madeBy")).at(-1);
      const before = last === undefined && (checkpoints?.threads().length ?? 0) > 0;
      if (before) await driver.append("madeBy", makerLine(UNKNOWN_MAKER)); // begun by a version without this record
      if (last === undefined || makerLine(last) !== makerLine(maker)) await driver.append("madeBy", makerLine(maker));
    },
    saveEpisode: (episode) => checkpoints?.saveEpisode(episode.episode, episodeLine(episode)),
    async writeOut({ episodes, memories, summary }) {
      const positions = (checkpoints?.positions() ?? []).filter((p) => isWorkerThread(run, p.thread)); // not those of forks
      await driver.replace("episodes", episodes.map((e) => `${episodeLine(e)}\n`).join(""));
      await driver.replace("memory", memoryLines(memories));
      await driver.replace("index", positions.map((p) => `${JSON.stringify(p)}\n`).join(""));
      await driver.replace("summary", `${JSON.stringify(summary, null, 2)}\n`); // last: it says that the run is finished
    },
    close() {
      ledger.close();
      checkpoints?.close();
      free();
    },
  };
}

/** Opens nothing yet; see `RunStore.editRun`. */
export function openEditor(driver: RunDriver): RunEditor {
  const open: { close(): void }[] = [];
  const kept = <T extends { close(): void }>(opened: T): T => {
    open.push(opened);
    return opened;
  };
  return {
    checkpoints: async () => kept(await (driver.has("checkpoints") ? driver.openCheckpoints() : openCheckpoints(":memory:"))),
    ledger: async () => kept(await driver.openLedger()),
    addFork: (record) => driver.append("forks", JSON.stringify(record)),
    close() {
      for (const opened of open.splice(0).reverse()) opened.close();
    },
  };
}
