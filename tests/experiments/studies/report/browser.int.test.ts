import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeReport } from "../../../../experiments/studies/report/write.ts";
import { contrasts, drawings } from "./in-page.ts";
import { sampleStudy } from "./sample.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const name = existsSync(executablePath)
  ? "the report in a browser"
  : `the report in a browser: SKIPPED, no Chromium at ${executablePath} (apt-get install chromium, or set CHROMIUM)`;

describe.skipIf(!existsSync(executablePath))(name, () => {
  let browser: Browser;
  let url: string;
  const troubles: string[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "billp-report-"));
    await writeReport(folder, sampleStudy());
    url = pathToFileURL(join(folder, "report.html")).href;
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser?.close());

  /** Opens the report; what it says on the console or asks for beside itself is kept. */
  async function open(width: number, colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" });
    page.on("console", (message) => troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("dialog", (dialog) => troubles.push(dialog.message()));
    page.on("request", (request) => {
      if (request.url() !== url && !request.url().startsWith("data:")) troubles.push(request.url());
    });
    await page.goto(url, { waitUntil: "load" });
    return page;
  }

  const widthOf = (page: Page) => page.evaluate("document.documentElement.scrollWidth");

  test.each([380, 820, 1280])(
    "at %i px nothing scrolls sideways but tables, and every drawing is there and legible",
    async (width) => {
      const page = await open(width);
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      const found = await page.evaluate(drawings);
      expect(found).toHaveLength(19);
      for (const { width: w, height, left, right, smallest } of found) {
        expect(Math.min(w, height)).toBeGreaterThan(60);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(smallest).toBeGreaterThanOrEqual(9);
      }
      // Folded parts, too, once they are opened.
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      expect(await widthOf(page)).toBeLessThanOrEqual(width);
      await page.close();
    },
  );

  test("links work: from the contents to a part, from a table to an episode that opens", async () => {
    const page = await open(380);
    await page.click('nav a[href="#g2-differences"]');
    expect(await inView(page, "#g2-differences")).toBe(true);
    const link = page.locator("#g1-arms ~ .scroll a", { hasText: "median" }).nth(3);
    const target = (await link.getAttribute("href")) as string;
    await link.click();
    expect(await page.locator(target).isVisible()).toBe(true);
    expect(await inView(page, target)).toBe(true);
    expect(await page.locator(`details:has(${target})`).getAttribute("open")).not.toBeNull();
    await page.close();
  });

  test.each(["light", "dark"] as const)("in %s every text stands out from what lies behind it", async (scheme) => {
    const page = await open(1280, scheme);
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
    const found = await page.evaluate(contrasts);
    expect(found.length).toBeGreaterThan(2000);
    const poor = found.filter((c) => !(c.ratio >= 4.5));
    expect(poor.slice(0, 5)).toEqual([]);
    await page.close();
  });

  test("prints on paper: light, whole, with nothing wider than the sheet", async () => {
    const page = await open(690, "dark");
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await widthOf(page)).toBeLessThanOrEqual(690);
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(50_000);
    await page.close();
  });

  test("said nothing on the console, and asked for nothing but itself", () => {
    expect(troubles).toEqual([]);
  });
});

async function inView(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox();
  const view = await page.evaluate<number>("innerHeight");
  return box !== null && box.y >= 0 && box.y < view;
}
