#!/usr/bin/env node
/** Entry of the command `billp`: what concerns the process. The command line itself is main.ts, so that it can be imported without running. */
import { main } from "./main.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // the reader has seen enough
});
try {
  process.loadEnvFile?.(); // .env of the working directory; what the environment says already comes first
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
}
process.exit(await main(process.argv));
