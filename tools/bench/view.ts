/**
 * Speed of `billp view` with a run of 1,000 episodes: `npx tsx tools/bench/view.ts`. Opens it in Chromium, scrolls, and reads the browser's own
 * trace; puts the figures, with the machine, into docs/view.md. Ends with code 1 when a bound is missed.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { folderStore } from "../../experiments/runs/store/store.ts";
import { makeLongRun } from "./long-run.ts";
import { median } from "./measure.ts";

const RECORD = new URL("../../docs/view.md", import.meta.url);
const [BEGIN, END] = ["<!-- figures: written by tools/bench/view.ts -->", "<!-- end of figures -->"];
/** What must hold, in ms: opened in two seconds; while scrolling, no task whose own work would cost more than three frames. */
const BOUNDS = { open: 2000, task: 50 };

/** Starts the command as a person would, and gives its address. */
async function startServer(root: string): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, ["--import", "tsx", "apps/cli/billp.ts", "view", root, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((found) =>
    child.stdout.on("data", (text: Buffer) => found(String(text).split("\n")[0] as string)),
  );
  return { url, stop: () => void child.kill() };
}

/** Opens a place in a fresh page; gives the ms from the navigation until `selector` was drawn. */
async function open(browser: Browser, address: string, selector: string, width = 1280): Promise<{ page: Page; ms: number }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  await page.addInitScript(
    "new PerformanceObserver((l) => { for (const e of l.getEntries()) window.shift = (window.shift ?? 0) + e.value; }).observe({ type: 'layout-shift', buffered: true });",
  );
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector(selector);
  const ms = await page.evaluate<number>(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))",
  );
  return { page, ms };
}

/** Scrolls the table to its end and back, some 30 rows a frame at the fastest; gives the ms between frames. */
async function scroll(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((done) => {
    const grid = document.querySelector(".grid");
    const frames = [];
    let last = performance.now(), n = 0;
    const next = (now) => {
      frames.push(now - last);
      last = now;
      n++;
      const speed = n < 120 ? 60 : n < 240 ? 400 : -300;
      grid.scrollTop += speed;
      if (n < 420) requestAnimationFrame(next); else done(frames.slice(1));
    };
    requestAnimationFrame(next);
  })`);
}

interface TraceEvent {
  readonly name: string;
  readonly dur?: number;
  /** Time on the processor, which others on the machine do not lengthen. */
  readonly tdur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string };
}

/** The longest task of the page's main thread in a trace: on the clock and on the processor, in ms. */
function longestTask(trace: Buffer): { clock: number; processor: number } {
  const { traceEvents } = JSON.parse(String(trace)) as { traceEvents: TraceEvent[] };
  const named = traceEvents.filter((e) => e.name === "thread_name" && e.args.name === "CrRendererMain");
  const mains = new Set(named.map((e) => `${e.pid}/${e.tid}`));
  const tasks = traceEvents.filter((e) => e.name === "RunTask" && mains.has(`${e.pid}/${e.tid}`));
  const longest = (of: (e: TraceEvent) => number | undefined) => Math.max(0, ...tasks.map((e) => (of(e) ?? 0) / 1000));
  return { clock: longest((e) => e.dur), processor: longest((e) => e.tdur) };
}

const at = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;

const root = mkdtempSync(join(tmpdir(), "billp-view-bench-"));
const made = await makeLongRun(join(root, "long"), 900, 100);
const ledger = (await folderStore.openRun(join(root, "long"))).size("calls") / made.rounds / 1024;
const server = await startServer(root);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const row = ".grid .body .row";
const first = await open(browser, `${server.url}#/run/long`, row);
const passes = [await scroll(first.page), await scroll(first.page), await scroll(first.page)];
const frames = passes.flat().sort((a, b) => a - b);
const longest = median(passes.map((p) => Math.max(...p)));
await browser.startTracing(first.page, {
  categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"],
});
await scroll(first.page);
const task = longestTask(await browser.stopTracing());
const shift = await first.page.evaluate<number>("window.shift ?? 0");
const again = await open(browser, `${server.url}#/run/long`, row);
const phone = await open(browser, `${server.url}#/run/long`, row, 380);
const phoneFrames = (await scroll(phone.page)).sort((a, b) => a - b);
const episode = await open(browser, `${server.url}#/run/long/episode/700`, ".score svg");
const memory = await open(browser, `${server.url}#/run/long/memory`, row);
const memoryFrames = (await scroll(memory.page)).sort((a, b) => a - b);
await browser.close();
server.stop();
rmSync(root, { recursive: true });

const ms = (value: number) => `${Math.round(value)} ms`;
const rows = [
  ["opened for the first time, until the rows are drawn", ms(first.ms)],
  ["opened again", ms(again.ms)],
  ["opened at 380 px", ms(phone.ms)],
  ["one episode opened", ms(episode.ms)],
  [`memories opened (${made.rounds * 2}-odd entries)`, ms(memory.ms)],
  ["scrolling, frames: median, 99th percentile", `${ms(at(frames, 0.5))}, ${ms(at(frames, 0.99))}`],
  ["scrolling, longest frame: median of three passes, longest of all", `${ms(longest)}, ${ms(frames.at(-1) as number)}`],
  ["scrolling, longest task in the browser's trace: on the clock, on the processor", `${ms(task.clock)}, ${ms(task.processor)}`],
  ["scrolling at 380 px: longest frame", ms(phoneFrames.at(-1) as number)],
  ["scrolling the memories: longest frame", ms(memoryFrames.at(-1) as number)],
  ["layout shift while opening and scrolling (0: nothing jumps)", shift.toFixed(4)],
];
const date = new Date().toISOString().slice(0, 10);
const head = `${made.episodes} episodes, ${made.rounds} rounds, ${ledger.toFixed(1)} KB of ledger a round. ${date}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores (load ${loadavg()[0]?.toFixed(1)}), Node ${process.version}, Chromium without a GPU.`;
const table = [head, "", "| what | measured |", "|---|---|", ...rows.map((r) => `| ${r.join(" | ")} |`)].join("\n");
process.stdout.write(`${table}\n`);
const text = readFileSync(RECORD, "utf8");
const [before, rest] = text.split(BEGIN);
if (rest !== undefined) writeFileSync(RECORD, `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1]}`);
if (first.ms > BOUNDS.open || task.processor > BOUNDS.task) process.exitCode = 1;
