/** Run stores: folders on disk, and runs that end with this process. */
import { BillpError } from "../../../core/errors.ts";
import type { RunDriver } from "./driver.ts";
import { folderDriver } from "./folder-driver.ts";
import { checkSame, identityText, parseIdentity } from "./identity.ts";
import { memoryDriver } from "./memory-driver.ts";
import { openReader } from "./reader.ts";
import type { RunStore } from "./run-store.ts";
import { openEditor, openWriter } from "./writer.ts";

/** Runs on disk, a folder a run. */
export const folderStore: RunStore = storeOver(folderDriver);

/** An empty store whose runs end with the process, or when they are removed. */
export function createMemoryStore(): RunStore {
  const drivers = new Map<string, RunDriver>();
  return storeOver((name) => {
    const driver = drivers.get(name) ?? memoryDriver(name);
    drivers.set(name, driver);
    return driver;
  });
}

/** A store over drivers, one a run. */
function storeOver(driverOf: (name: string) => RunDriver): RunStore {
  return {
    has: (name) => driverOf(name).has("settings"),
    async createRun(name, identity, { resume }) {
      const driver = driverOf(name);
      if (driver.has("settings")) {
        if (!resume) throw occupied(`${name} already holds a run`);
        const stored = parseIdentity(await driver.read("settings"), driver.where("settings"));
        checkSame(stored, identity, driver.where("settings"));
        return stored;
      }
      if (driver.occupied()) throw occupied(`${name} holds files that are not a run's`);
      if (resume)
        throw new BillpError("run-folder", `${name} holds no run to resume`, { hint: "Leave --resume away to start one there." });
      await driver.create(identityText(identity));
      return identity;
    },
    openRun: (name) => openReader(name, driverOf(name)),
    writeRun: (name, run, options = {}) => openWriter(name, run, driverOf(name), options),
    editRun: (name) => openEditor(driverOf(name)),
    state: (name) => driverOf(name).state(),
    dropCheckpoints: (name) => driverOf(name).remove(["checkpoints"]),
    removeRun: (name) => driverOf(name).remove(),
  };
}

function occupied(what: string): BillpError {
  return new BillpError("run-folder", what, { hint: "Go on with it by --resume, or name another folder with --out." });
}
