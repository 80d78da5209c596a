/** Holds the lock of a run folder until it is killed: `lock-child.ts FOLDER`. */
import { folderStore } from "../../../experiments/runs/store/store.ts";

await folderStore.writeRun(process.argv[2] as string, "locked");
process.stdout.write("locked\n");
setInterval(() => {}, 1000);
