/** Unit suite on a busy machine: `npm run test:busy [-- PROCESSES [ARGUMENTS OF VITEST]]` runs it beside 20 processes that never rest. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { npmCommand } from "./npm.ts";

const [count = "20", ...more] = process.argv.slice(2);
// Each ends itself when this process is gone, however it went: its standard input closes.
const LOOP = `process.stdin.resume().on("end", () => process.exit()); (function spin() {
  for (const end = Date.now() + 100; Date.now() < end; );
  setImmediate(spin);
})();`;

const busy: ChildProcess[] = Array.from({ length: Number(count) }, () =>
  spawn(process.execPath, ["-e", LOOP], { stdio: ["pipe", "ignore", "ignore"] }),
);
process.stderr.write(`${busy.length} busy processes beside npm test\n`);
const { command, args, shell } = npmCommand("test", ...(more.length === 0 ? [] : ["--", ...more]));
const test = spawn(command, args, { stdio: "inherit", shell });
const [code] = (await once(test, "close")) as [number | null];
for (const process_ of busy) process_.kill();
process.exitCode = code ?? 1;
