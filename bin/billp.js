#!/usr/bin/env node
/**
 * `billp`, where it is installed and in a clone (`npx billp`). In a clone the sources are run as they are, so that what was built before is
 * never taken for them; a package holds no sources, and a clone without tsx what was built.
 */
import { existsSync } from "node:fs";

const source = new URL("../apps/cli/billp.ts", import.meta.url);
const built = new URL("../dist/apps/cli/billp.js", import.meta.url);
const tsx = existsSync(source) ? await import("tsx/esm/api").catch(() => null) : null;

if (tsx !== null) {
  tsx.register();
  await import(source.href);
} else if (existsSync(built)) {
  await import(built.href);
} else {
  console.error(
    "billp is neither installed nor built here.\nRun `npm ci` in the clone: it brings tsx, which runs the sources; or `npm run build`.",
  );
  process.exitCode = 1;
}
