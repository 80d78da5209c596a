/** Holds the lock of a run folder until it is killed: `lock-child.ts FOLDER`. */
import { lockRun } from "../../../experiments/runs/run-lock.ts";

await lockRun(process.argv[2] as string);
process.stdout.write("locked\n");
setInterval(() => {}, 1000);
