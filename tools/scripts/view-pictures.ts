/**
 * Generator of the pictures of docs/view.md: every view of `billp view`, light and dark, on a desk and on a phone: `npx tsx tools/scripts/view-pictures.ts`.
 * Plays its own runs with the offline model (about half a minute), so that the pictures show what the page really shows.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { serveView } from "../../apps/view/server/serve.ts";
import type { Episode } from "../../experiments/evaluation/record.ts";
import { forkRun } from "../../experiments/forks/fork.ts";
import { runExperiment } from "../../experiments/runs/run.ts";

const OUT = "docs/images/view";
const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 380, height: 760 } } as const;
/** JPEG keeps four looks of every view below two megabytes. */
const QUALITY = 62;

/** A place, and what is done there before the picture is taken. */
interface View {
  readonly at: string;
  /** Scrolled to, when it is below the first screen. */
  readonly to?: string;
  readonly press?: string;
}

async function playRuns(root: string): Promise<{ worst: Episode; fork: string }> {
  const settings = { train: 40, test: 40, plans: true } as const;
  const { episodes } = await runExperiment({ settings: { method: "billp", ...settings }, out: join(root, "billp"), workers: 4 });
  await runExperiment({ settings: { ...settings, method: "reflexion" }, out: join(root, "reflexion"), workers: 4 });
  for (const seed of [1, 2, 3])
    await runExperiment({ settings: { method: "random", test: 40, seed }, out: join(root, "policies", `random-s${seed}`) });
  const long = episodes.filter(
    (e) => e.split === "test" && e.end.reason === "similar" && e.rounds.length >= 8 && e.rounds.length <= 14,
  );
  const worst = long.reduce((a, b) => (b.return < a.return ? b : a));
  const plan = "plan=Next Western, then Musical, then Horror. Keep away from what came in the last rounds.";
  const { forks } = await forkRun({
    folder: join(root, "billp"),
    episode: worst.episode,
    round: worst.rounds.length - 1,
    overrides: [plan],
  });
  return { worst, fork: forks[0]?.id as string };
}

async function take(browser: Browser, url: string, name: string, { at, to, press }: View): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
      await page.goto(url + at);
      await page.locator("main h1").waitFor();
      await page.waitForTimeout(700);
      if (press !== undefined) await page.locator("body").press(press);
      if (to !== undefined)
        await page.evaluate(`scrollTo(0, document.querySelector("${to}").getBoundingClientRect().top + scrollY - 14)`);
      await page.waitForTimeout(200);
      await page.screenshot({ path: `${OUT}/${name}-${size}-${colorScheme}.jpg`, quality: QUALITY, type: "jpeg" });
      await page.close();
    }
  }
}

const root = mkdtempSync(join(tmpdir(), "billp-pictures-"));
const { worst, fork } = await playRuns(root);
const server = await serveView({ root, port: 0 });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const episode = `#/run/billp/episode/${worst.episode}?round=${worst.rounds.length - 1}`;
const views: Record<string, View> = {
  runs: { at: "#/" },
  run: { at: "#/run/billp" },
  episodes: { at: "#/run/billp?split=test&by=return", to: "section:has(.grid)" },
  episode: { at: episode },
  round: { at: episode, to: ".chain" },
  fork: { at: episode, to: "#fork" },
  memory: { at: "#/run/billp/memory" },
  compare: { at: "#/compare?a=reflexion&b=billp" },
  forked: { at: `#/compare?a=billp&b=billp&ea=${worst.episode}&eb=${worst.episode}&fb=${fork}` },
  keys: { at: "#/", press: "?" },
};
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const [name, view] of Object.entries(views)) await take(browser, server.url, name, view);
await browser.close();
await server.close();
rmSync(root, { recursive: true });
