/** Run driver in this process: nothing is written to disk, and what is kept ends with the process or with `remove`. */
import { openCheckpoints, type RunCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import { createMemoryLedger, type Ledger } from "../../../models/ledger/ledger.ts";
import type { RunDriver, TextPart } from "./driver.ts";

/** A new driver that holds nothing. `name` is how people are told of it. */
export function memoryDriver(name: string): RunDriver {
  const texts = new Map<TextPart, string>();
  let checkpoints: Promise<RunCheckpoints> | null = null;
  let ledger: Ledger | null = null;
  let locked = false;
  let changes = 0;
  const put = (part: TextPart, text: string) => {
    texts.set(part, text);
    changes++;
  };
  const close = async () => {
    await (await checkpoints)?.close();
    checkpoints = null;
  };
  return {
    where: (part) => `${part} of ${name} (in memory)`,
    has: (part) => (part === "checkpoints" ? checkpoints !== null : part === "calls" ? ledger !== null : texts.has(part)),
    read: async (part) => texts.get(part) ?? null,
    replace: async (part, text) => put(part, text),
    append: async (part, line) => put(part, `${texts.get(part) ?? ""}${line}\n`),
    size: () => 0,
    state: async () => ({ key: String(changes), changed: 0, writing: locked }),
    create: async (settings) => put("settings", settings),
    occupied: () => false,
    async remove(parts) {
      if (parts === undefined) texts.clear();
      if (parts === undefined || parts.includes("calls")) ledger = null;
      if (parts === undefined || parts.includes("checkpoints")) await close();
      changes++;
    },
    async lock() {
      if (locked) return null;
      locked = true;
      return () => {
        locked = false;
      };
    },
    locked: async () => locked,
    async openCheckpoints() {
      checkpoints ??= openCheckpoints(":memory:");
      return { ...(await checkpoints), close: () => {} }; // the next writer finds what this one left
    },
    async openLedger() {
      ledger ??= createMemoryLedger({ replay: false });
      return { ...ledger, close: () => {} };
    },
    readLedger: async () => ledger,
    readRecalls: async () => null,
    readPositions: async () => (await checkpoints)?.positions() ?? null,
    readRecords: async (known) => [...((await checkpoints)?.episodes() ?? [])].filter(([n]) => !known.has(n)),
  };
}
