/** A process of its own that runs traced (the environment says where to) and says when its results are there. */
import { shortRun } from "./harness.ts";

let last = 0;
const onProgress = () => {
  last = performance.now();
};
await shortRun({ onProgress, onNotice: (line) => console.log(`notice: ${line}`) }, 5);
console.log(`finished, exit after ${Math.round(performance.now() - last)} ms`);
