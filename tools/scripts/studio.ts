/** `npm run studio [-- ARGUMENTS]`: LangGraph's development server on the graphs of langgraph.json, without its analytics. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const manifest = createRequire(import.meta.url).resolve("@langchain/langgraph-cli/package.json");
const { bin } = createRequire(import.meta.url)(manifest) as { bin: Record<string, string> };
const script = join(dirname(manifest), bin.langgraphjs as string);
const child = spawn(process.execPath, [script, "dev", "--port", "2024", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, LANGGRAPH_CLI_NO_ANALYTICS: "1" },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
const [code] = (await once(child, "close")) as [number | null];
process.exitCode = code ?? 1;
