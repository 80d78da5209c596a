/** Part of `npm run build`: removes what was built before, so that nothing stays of a file that is gone. */
import { rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
