/** Check that every target of langgraph.json exists and exports a compiled graph. Part of the gate (.ci/run). */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

interface Compiled {
  invoke?: unknown;
  getGraphAsync?: () => Promise<{ nodes: Record<string, unknown> }>;
}

const { graphs } = JSON.parse(await readFile("langgraph.json", "utf8")) as { graphs: Record<string, string> };
for (const [id, target] of Object.entries(graphs)) {
  const [file, name] = target.split(":") as [string, string];
  const module = (await import(pathToFileURL(resolve(file)).href)) as Record<string, Compiled | undefined>;
  const graph = module[name];
  if (typeof graph?.invoke !== "function" || graph.getGraphAsync === undefined)
    throw new Error(`langgraph.json: ${id} names ${target}, which exports no compiled graph`);
  const nodes = Object.keys((await graph.getGraphAsync()).nodes).filter((node) => !node.startsWith("__"));
  console.log(`${id}: ${target}, nodes ${nodes.join(", ")}`);
}
