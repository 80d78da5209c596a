/** Kept list of hand-made faults. A test looks that each is still in place (tests/tools/faults.test.ts); `npm run faults` plays them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXPERIMENT_FAULTS } from "./list/experiments.ts";
import type { Fault } from "./list/fault.ts";
import { MEMORY_FAULTS } from "./list/memory.ts";
import { MODEL_FAULTS } from "./list/models.ts";
import { NODE_FAULTS } from "./list/nodes.ts";
import { WORLD_FAULTS } from "./list/worlds.ts";

/** Every fault, by room. */
export const FAULTS: readonly Fault[] = [
  ...NODE_FAULTS,
  ...MEMORY_FAULTS,
  ...MODEL_FAULTS,
  ...WORLD_FAULTS,
  ...EXPERIMENT_FAULTS,
];

/** Why a fault cannot be made any more, in a sentence; null when it can. */
export function staleness(fault: Fault, root: string): string | null {
  let source: string;
  try {
    source = readFileSync(join(root, fault.file), "utf8");
  } catch {
    return `${fault.id}: there is no ${fault.file}`;
  }
  const times = source.split(fault.from).length - 1;
  return times === 1 ? null : `${fault.id}: ${JSON.stringify(fault.from)} occurs ${times} times in ${fault.file}`;
}
