/** `npm start` many times over, each of which must end well: `npm run starts [-- TIMES]`, 20 by default. Node 24 once aborted in half of its runs. */
import { spawnSync } from "node:child_process";
import { npmCommand } from "./npm.ts";

const times = Number(process.argv[2] ?? 20);
const { command, args, shell } = npmCommand("start");
let failed = 0;
for (let i = 1; i <= times; i++) {
  const begun = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", shell, maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const well = status === 0 && !/SIGABRT|Aborted|core dumped/.test(stdout + stderr);
  if (!well) failed++;
  console.log(`${i}/${times}  ${seconds} s  ${well ? "ok" : `FAILED: ${signal ?? `exit ${status}`}\n${stderr.slice(-2000)}`}`);
}
console.log(`Node ${process.versions.node}: ${times} starts, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
