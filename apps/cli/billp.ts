#!/usr/bin/env node
/** Entry of the command `billp`: what concerns the process. The command line itself is main.ts, so that it can be imported without running. */
import { statSync } from "node:fs";
import { reportFailure } from "./failure.ts";
import { main } from "./main.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader has seen enough
});
try {
  process.loadEnvFile?.(); // .env of the working directory; what the environment says already comes first
} catch (error) {
  // None, or a folder of that name (Python's environments are): nothing to read. A file that may not be read is told of.
  if (statSync(".env", { throwIfNoEntry: false })?.isFile()) process.exit(reportFailure(error));
}
process.exit(await main(process.argv));
