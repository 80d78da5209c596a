/** Every view in light and dark, on a desk and on a phone: legible, within its width, and free of markup from the data. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import { forkRun } from "../../../experiments/forks/fork.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { missing, nameOf, type Watched, watch } from "./browser.ts";
import { playRun, runsFolder } from "./played.ts";

const MARKUP = `<img src=x onerror=alert(1)><script>alert(2)</script>"'&amp;`;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

describe.skipIf(missing)(nameOf("every view"), () => {
  const root = runsFolder();
  let server: Awaited<ReturnType<typeof serveView>>;
  let browser: Watched;
  const places: Record<string, string> = {};

  beforeAll(async () => {
    await playRun(root, "first");
    await playRun(root, "second", { method: "reflexion", train: 6, test: 6, lag: 1 });
    poison();
    const { forks } = await forkRun({ folder: join(root, "first"), episode: 9, round: 1, overrides: ["settings.gamma=0.1"] });
    server = await serveView({ root, port: 0 });
    browser = await watch(server.url);
    Object.assign(places, {
      runs: "#/",
      run: "#/run/first",
      settings: "#/run/first?tab=settings",
      episode: "#/run/first/episode/9?round=2",
      fork: `#/run/first/episode/9?round=1&fork=${forks[0]?.id}`,
      memory: "#/run/first/memory?entry=experience%3A000001-001",
      "two runs": "#/compare?a=first&b=second",
      "two episodes": `#/compare?a=first&b=first&ea=9&eb=9&fb=${forks[0]?.id}`,
      poisoned: "#/run/poisoned/episode/1?round=1",
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A run whose every text tries to be markup. */
  function poison(): void {
    const [from, to] = [runFiles(join(root, "first")), runFiles(join(root, "poisoned"))];
    mkdirSync(join(root, "poisoned"));
    for (const name of ["settings", "summary", "episodes", "memory"] as const)
      writeFileSync(
        to[name],
        readFileSync(from[name], "utf8").replace(
          /"(plan|title|proposal|text|method)":\s*"[^"]*"/g,
          // settings.json keeps its method: a run of an unknown one is refused before anything of it is shown.
          (all, f) => (name === "settings" && f === "method" ? all : `"${f}":${JSON.stringify(MARKUP)}`),
        ),
      );
  }

  const views = ["runs", "run", "settings", "episode", "fork", "memory", "two runs", "two episodes", "poisoned"];
  const looks = (["light", "dark"] as const).flatMap((scheme) => [1280, 380].map((width) => [scheme, width] as const));

  test.each(looks)("in %s at %i px passes axe's AA rules and fits its width", async (colorScheme, width) => {
    const found: string[] = [];
    for (const view of views) {
      const page = await browser.open(places[view] as string, { colorScheme, viewport: { width, height: 800 } });
      await page.waitForTimeout(300);
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true");
      await page.waitForTimeout(200);
      expect(await page.evaluate("document.documentElement.scrollWidth"), view).toBeLessThanOrEqual(width);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`);
      found.push(
        ...violations.map((v) => `${view}: ${v.id}: ${v.nodes[0]?.html.slice(0, 160)} ${v.nodes[0]?.any[0]?.message ?? ""}`),
      );
      await page.close();
    }
    expect(found).toEqual([]);
  });

  test("markup in the data is shown as the text it is", async () => {
    const page = await browser.open(places.poisoned as string);
    expect(await page.locator(".chain").innerText()).toContain(MARKUP);
    expect(await page.locator("img, main script").count()).toBe(0);
    await page.goto(`${server.url}#/run/poisoned/memory`);
    await page.getByText(MARKUP).first().waitFor();
    await page.close();
  });

  test("the theme is switched and remembered; ? lists the keys", async () => {
    const page = await browser.open("#/", { colorScheme: "light" });
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.getByLabel("Colours").selectOption("dark");
    expect(await ground()).toBe("rgb(20, 24, 29)");
    await page.reload();
    await page.locator("main h1").waitFor();
    expect(await ground()).toBe("rgb(20, 24, 29)");
    await page.locator("body").press("?");
    await page.getByRole("dialog").getByText("the round before").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").isVisible()).toBe(false);
    await page.close();
  });

  test("nothing was said on the console, and nobody else was asked", () => {
    expect(browser.troubles).toEqual([]);
  });
});
