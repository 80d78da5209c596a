/** The report of a study that `billp compare` has really played, in a browser: whole, legible, and at rest. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StudyResult } from "../../../../experiments/studies/analysis/result.ts";
import { billp, scratch } from "../../../apps/cli/spawn.ts";
import { collisions, contrasts, drawings } from "./in-page.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const name = existsSync(executablePath)
  ? "a played study in a browser"
  : `a played study in a browser: SKIPPED, no Chromium at ${executablePath} (apt-get install chromium, or set CHROMIUM)`;

const folder = scratch();
const WHAT = ["--methods", "billp,react,random,oracle", "--seeds", "3", "--train", "6", "--test", "10", "--curve", "0,3,6"];

describe.skipIf(!existsSync(executablePath))(name, () => {
  let browser: Browser;
  let study: StudyResult;
  const url = pathToFileURL(join(folder, "report", "report.html")).href;
  const troubles: string[] = [];

  beforeAll(async () => {
    const { code, stderr } = await billp(folder, "compare", ...WHAT, "--vary", "window=1,4", "--lag", "2", "--out", "report");
    expect(stderr).not.toContain("billp:");
    expect(code).toBe(0);
    study = JSON.parse(readFileSync(join(folder, "report", "study.json"), "utf8")) as StudyResult;
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  async function open(width: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) troubles.push(request.url());
    });
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  test.each([380, 1280])("at %i px every drawing is there, and no text lies over another", async (width) => {
    const page = await open(width);
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    const found = await page.evaluate(drawings);
    // In each of two groups: three forest plots, three curves, quits, long tail, cost, and the Critic by round.
    expect(found.length).toBeGreaterThanOrEqual(16);
    for (const { width: w, height, left, right, smallest } of found) {
      expect(Math.min(w, height)).toBeGreaterThan(60);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(smallest).toBeGreaterThanOrEqual(9);
    }
    expect(await page.evaluate(collisions)).toEqual([]);
    await page.close();
  });

  test("every link of an arm opens the very episode", async () => {
    const page = await open(380);
    const arms = study.groups.flatMap((g) => g.arms);
    const links = await page.locator("td a[href^='#episode-'], td a[href*='-episode']").all();
    expect(links).toHaveLength(arms.reduce((n, a) => n + a.shown.length, 0));
    const hrefs = await page.evaluate<string[]>("[...document.querySelectorAll('td a')].map((a) => a.getAttribute('href'))");
    expect(new Set(hrefs).size).toBe(links.length);
    for (const group of study.groups)
      for (const arm of group.arms)
        for (const e of arm.shown) {
          const rows = page.locator("tr", { has: page.locator(`th:text-is("${arm.name}"), th >> text="${arm.name}"`) });
          const target = hrefs.find((href) => href === `#${e.id}`) as string;
          expect(target, e.id).toBeDefined();
          const text = (await page.locator(target).textContent()) as string;
          expect(text).toContain(`Seed ${e.seed}, episode ${e.episode}, user ${e.user}.`);
          for (const { title } of e.rounds) if (title !== null) expect(text).toContain(title);
          expect(await rows.count()).toBeGreaterThan(0);
        }
    await links[4]?.click();
    const target = (await links[4]?.getAttribute("href")) as string;
    expect(await page.locator(target).isVisible()).toBe(true);
    await page.close();
  });

  test.each(["light", "dark"] as const)("in %s every text stands out from what lies behind it", async (scheme) => {
    const page = await open(1280, scheme);
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
    const found = await page.evaluate(contrasts);
    expect(found.length).toBeGreaterThan(1000);
    expect(found.filter((c) => !(c.ratio >= 4.5)).slice(0, 5)).toEqual([]);
    await page.close();
  });

  test("prints on paper", async () => {
    const page = await open(690, "dark");
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(690);
    expect(await page.evaluate(collisions)).toEqual([]);
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(50_000);
    await page.close();
  });

  test("said nothing on the console, and asked for nothing but itself", () => {
    expect(troubles).toEqual([]);
  });
});
