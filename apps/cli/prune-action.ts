/** What `billp prune` does. */
import { pruneRun } from "../../experiments/runs/prune.ts";
import { EXIT } from "./failure.ts";
import { pairs } from "./table.ts";
import { bytes, print, printJson } from "./text.ts";

/** Prunes, and says how much room it gave back. */
export async function prune(folder: string, json: boolean): Promise<number> {
  const pruned = await pruneRun(folder);
  const { run, finished, checkpoints, calls } = pruned;
  const kept = finished ? "the run is finished, so none is needed" : "those that resuming needs are kept";
  const rows: [string, string][] = [
    ["run", run],
    ["checkpoints", `${bytes(checkpoints.before)} before, ${bytes(checkpoints.after)} after: ${kept}`],
    ["ledger", `${bytes(calls)}, kept`],
  ];
  await (json ? printJson(pruned) : print(pairs(rows)));
  return EXIT.ok;
}
