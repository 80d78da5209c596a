/** Reader of a run over a driver: the parts of a run with their meaning. */
import { BillpError } from "../../../core/errors.ts";
import { operatorOf } from "../../../core/operator.ts";
import { MEMORY_NAMES, type Memories, noMemories } from "../../../memory/entries.ts";
import { parseMemories } from "../../../memory/prior.ts";
import { worldsOfRecords } from "../../../worlds/format/named.ts";
import { checkEpisode, type Episode, parseEpisodes } from "../../evaluation/record.ts";
import { scheduleOf } from "../../evaluation/schedule.ts";
import type { Summary } from "../../evaluation/summary.ts";
import type { RunDriver } from "./driver.ts";
import { parseForks } from "./fork-record.ts";
import { parseIdentity } from "./identity.ts";
import { parseMakers } from "./made-by.ts";
import type { RunReader } from "./run-store.ts";
import { isWorkerThread } from "./threads.ts";

/** Opens a run. @throws BillpError `run-folder` when it is missing or damaged. */
export async function openReader(name: string, driver: RunDriver): Promise<RunReader> {
  const identity = parseIdentity(await driver.read("settings"), driver.where("settings"));
  const { settings } = identity;
  const world: RunReader["world"] = async (load = worldsOfRecords(operatorOf())) => {
    const found = await load(settings.world);
    if (found.id === identity.world) return found;
    throw new BillpError(
      "bad-world",
      `The run in ${name} was played in ${identity.world}, and ${settings.world} is ${found.id} now.`,
      {
        hint: "Bring back the world of the run, or play the run again.",
      },
    );
  };
  const summary = () => summaryOf(driver);
  const finished = async () => {
    const found = await summary();
    return found?.complete === true ? found : null;
  };
  const newEpisodes = (known: ReadonlySet<number>) => recordsOf(driver, known);
  return {
    name,
    identity,
    where: driver.where,
    has: driver.has,
    world,
    schedule: async (load) => scheduleOf(settings, await world(load)),
    summary,
    finished,
    async episodes({ fileIsEnough = false } = {}) {
      const text = await driver.read("episodes");
      const written = text === null ? [] : parseEpisodes(text, driver.where("episodes"));
      const found = new Map(written.map((e) => [e.episode, e]));
      const whole = (await finished()) !== null || (fileIsEnough && text !== null && !(await driver.state()).writing);
      if (!whole) for (const [n, e] of await newEpisodes(new Set(found.keys()))) found.set(n, e);
      return new Map([...found].sort(([a], [b]) => a - b));
    },
    newEpisodes,
    async memories() {
      const text = await driver.read("memory");
      return text === null ? null : memoriesByEpisode(parseMemories(text, driver.where("memory")));
    },
    lines: async (part) => linesOf(await driver.read(part)),
    forks: async () => parseForks(await driver.read("forks")),
    async ledger() {
      const found = await driver.readLedger();
      if (found !== null) return found;
      throw new BillpError("run-folder", `${driver.where("calls")} is missing: the run keeps no calls.`, {
        hint: "A run with --checkpoints memory keeps none, nor does a policy; play it again without that flag.",
      });
    },
    makers: async () => parseMakers(await driver.read("madeBy")),
    text: driver.read,
    savedRecords: async () => (driver.has("checkpoints") ? new Map(await driver.readRecords(new Set())) : null),
    async positions() {
      const all = await driver.readPositions();
      return all?.filter((p) => isWorkerThread(identity.run, p.thread)) ?? null;
    },
    recalls: driver.readRecalls,
    size: driver.size,
    state: driver.state,
    beingWritten: driver.locked,
  };
}

async function summaryOf(driver: RunDriver): Promise<Summary | null> {
  const text = await driver.read("summary");
  try {
    return text === null ? null : (JSON.parse(text) as Summary);
  } catch {
    return null;
  }
}

async function recordsOf(driver: RunDriver, known: ReadonlySet<number>): Promise<Map<number, Episode>> {
  const where = driver.where("checkpoints");
  const records = await driver.readRecords(known);
  return new Map(records.map(([n, record]) => [n, checkEpisode(JSON.parse(record), `episode ${n} in ${where}`)]));
}

/** The lines of a text by the episode they name. */
function linesOf(text: string | null): Map<number, string> | null {
  if (text === null) return null;
  const lines = new Map<number, string>();
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const { episode } = JSON.parse(line) as { episode: number };
    lines.set(episode, `${lines.get(episode) ?? ""}${line}\n`);
  }
  return lines;
}

/** Memories apart by the episode that wrote each entry. */
function memoriesByEpisode(all: Memories): Map<number, Memories> {
  const parts = new Map<number, Memories>();
  for (const name of MEMORY_NAMES)
    for (const entry of all[name]) {
      const part = parts.get(entry.episode) ?? noMemories();
      parts.set(entry.episode, part);
      (part[name] as unknown[]).push(entry);
    }
  return parts;
}
