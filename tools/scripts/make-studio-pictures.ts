/** Generator of docs/images/graph-*.png and checkpoints.png from the compiled graphs and from the history of a real episode, by Debian's Chromium. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { MemorySaver } from "@langchain/langgraph";
import { chromium } from "playwright-core";
import { buildGraph } from "../../graphs/billp.ts";
import { graph, session } from "../../graphs/exported.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import { graphPage, historyPage, type Row } from "./pictures/draw.ts";
import { type Drawable, layout } from "./pictures/layout.ts";

const OUT = resolve(import.meta.dirname, "../../docs/images");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const pages: Record<string, string> = {
  "graph-billp": graphPage(layout((await graph.getGraphAsync()) as unknown as Drawable)),
  "graph-session": graphPage(layout((await session.getGraphAsync()) as unknown as Drawable)),
  checkpoints: historyPage(await checkpoints()),
};
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1400 }, deviceScaleFactor: 1.5 });
  for (const [name, html] of Object.entries(pages)) {
    await page.setContent(html);
    const picture = await page.locator("#picture").screenshot({ type: "png" });
    writeFileSync(join(OUT, `${name}.png`), picture);
    process.stdout.write(`docs/images/${name}.png ${Math.round(picture.length / 1024)} KB\n`);
  }
} finally {
  await browser.close();
}

/** The first two rounds and the end of an episode of the empty input, oldest first. */
async function checkpoints(): Promise<Row[]> {
  const thread = { configurable: { thread_id: "picture" } };
  const played = buildGraph(createRuntime(), new MemorySaver());
  await played.invoke({}, thread);
  const rows: Row[] = [];
  let wrote = "input";
  const history = [];
  for await (const snapshot of played.getStateHistory(thread)) history.push(snapshot);
  for (const { next, metadata } of history.reverse()) {
    const names = [...next].sort().join(" + ");
    const use = names === "micro-act" ? "plan" : names === "critic-evaluate + macro-plan" ? "settings" : null;
    rows.push({ step: metadata?.step ?? 0, wrote, next: names || "(end)", use });
    wrote = names;
  }
  return [...rows.slice(0, 9), { step: null, wrote: "…", next: "…", use: null }, ...rows.slice(-3)];
}
