/** A process of its own that runs traced (the environment says where to) and says when its results are there. */
import { shortRun } from "./harness.ts";

await shortRun({ onNotice: (line) => console.log(`notice: ${line}`) }, 5);
console.log("finished");
