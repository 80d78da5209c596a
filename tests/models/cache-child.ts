/** Started by cache.test.ts: keeps answers until it is killed or has kept COUNT, and says which are kept. `cache-child.ts FILE NAME COUNT` */
import { openResponseCache } from "../../models/response-cache.ts";

const [file = "", name = "", count = "0"] = process.argv.slice(2);
const cache = await openResponseCache(file);
for (let n = 1; n <= Number(count); n++) {
  cache.put(`${name} ${n}`, "openai:x", { answer: `answer ${name} ${n}`, inputTokens: n, outputTokens: 1, estimated: false });
  process.stdout.write(`${n}\n`);
  await new Promise((resolve) => setImmediate(resolve));
}
cache.close();
