/** The whole story in a browser: the worst episode of a run, why its user left, a fork one round earlier with another plan, and both compared. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import { type Episode, readEpisodes } from "../../../experiments/evaluation/record.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { readSqliteLedger } from "../../../models/ledger/sqlite-ledger.ts";
import { missing, nameOf, type Watched, watch } from "./browser.ts";
import { playRun, runsFolder } from "./played.ts";

const PLAN = "Next Western, then Musical. Keep away from Drama.";

describe.skipIf(missing)(nameOf("a run in the browser"), () => {
  const root = runsFolder();
  let server: Awaited<ReturnType<typeof serveView>>;
  let browser: Watched;
  let page: Page;
  let worst: Episode;

  beforeAll(async () => {
    await playRun(root, "first", { method: "billp", train: 10, test: 12, lag: 1 });
    await playRun(root, "second", { method: "reflexion", train: 10, test: 12, lag: 1 });
    server = await serveView({ root, port: 0 });
    browser = await watch(server.url);
    const test = (await readEpisodes(runFiles(join(root, "first")).episodes)).filter((e) => e.split === "test");
    worst = test.reduce((a, b) => (b.return < a.return ? b : a));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("from the list of runs, by keys alone, to its worst episode", async () => {
    page = await browser.open("");
    await page.keyboard.press("/");
    await page.keyboard.type("first");
    await page.getByText("1 of 2 runs").waitFor();
    await page.keyboard.press("Tab"); // over the choices into the table
    for (let i = 0; i < 30 && (await page.evaluate("document.activeElement.getAttribute('role')")) !== "grid"; i++)
      await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "first", level: 1 }).waitFor();
    expect(page.url()).toContain("#/run/first");

    await page.getByLabel("split").selectOption("test");
    const byReturn = page.getByRole("columnheader", { name: "return" });
    await byReturn.getByRole("button").click();
    await byReturn.getByRole("button").click();
    expect(await byReturn.getAttribute("aria-sort")).toBe("ascending");
    await page.getByRole("grid", { name: "Episodes" }).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: `Episode ${worst.episode}`, level: 1 }).waitFor();
  });

  test("why its user left, and the round before", async () => {
    const why = page.locator("section", { hasText: "Why it ended" }).first();
    expect(await why.innerText()).toContain(`The user left in round ${worst.rounds.length}: ${worst.rounds.at(-1)?.title}`);
    await page.locator("body").press("ArrowLeft");
    const round = Math.max(1, worst.rounds.length - 1);
    await page.getByRole("heading", { name: `Round ${round}`, exact: true }).waitFor();
    if (worst.rounds.length > 1) await page.waitForURL((url) => url.hash.endsWith(`?round=${round}`));
    expect(await page.locator(".chain").innerText()).toContain(worst.rounds[round - 1]?.plan ?? "no plan");
  });

  test("forked one round earlier with another plan, and compared with the original", async () => {
    await page.getByLabel("Plan of this round").fill(PLAN);
    await page.getByRole("button", { name: "Fork and play" }).click();
    await page.getByRole("heading", { name: "The fork" }).waitFor({ timeout: 30_000 });
    const [fork] = [...(await (await folderStore.openRun(join(root, "first"))).forks()).values()];
    if (fork === undefined) throw new Error("no fork was kept");
    expect(fork).toMatchObject({ episode: worst.episode, overrides: [`plan=${PLAN}`] });
    await page.getByRole("link", { name: "compare", exact: true }).click();
    await page.getByRole("heading", { name: "Two episodes side by side" }).waitFor();
    await page.getByText(`differ from round ${fork.round} on`).waitFor();
    const heads = await page.locator("section .head").allInnerTexts();
    expect(heads[0]).toContain(`return ${worst.return.toFixed(2)}`);
    expect(heads[1]).toContain(`return ${fork.record.return.toFixed(2)}`);
    expect(await page.locator(".pair .differs").allInnerTexts()).toContain(PLAN);
    await page.getByRole("link", { name: `fork ${fork.id}` }).click();
    await page.getByRole("heading", { name: `fork ${fork.id}`, level: 1 }).waitFor();
  });

  test("what was typed into the form is there again after another round, another view and a reload", async () => {
    const at = (n: number) => `${server.url}#/run/first/episode/${worst.episode}?round=${n}`;
    const form = page.getByLabel("Plan of this round");
    await page.goto(at(1));
    await page.getByRole("heading", { name: "Fork round 1" }).waitFor();
    await form.fill("Half a plan");
    await page.goto(`${server.url}#/run/second`);
    await page.getByRole("heading", { name: "second", level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Fork round 1" }).waitFor();
    expect(await form.inputValue()).toBe("Half a plan");
    await page.reload();
    await page.getByRole("heading", { name: "Fork round 1" }).waitFor();
    expect(await form.inputValue()).toBe("Half a plan");
    await page.getByRole("heading", { name: "The fork" }).waitFor(); // of the job, which the server still knows
    await page.getByRole("button", { name: "Start over" }).click();
    expect(await form.inputValue()).toBe(worst.rounds[0]?.plan);
  });

  test("the exact prompt of a call, as the ledger has it", async () => {
    const n = worst.episode;
    await page.goto(`${server.url}#/run/first/episode/${n}?round=1`);
    await page.getByRole("heading", { name: `Episode ${n}`, exact: true, level: 1 }).waitFor();
    await page.getByText("Prompts and answers").click();
    await page.locator(".call").first().waitFor();
    const ledger = await readSqliteLedger(runFiles(join(root, "first")).calls);
    const [call] = ledger.entries(n);
    const messages = JSON.parse(call?.messages ?? "[]") as { content: string }[];
    ledger.close();
    const shown = await page.locator(".call").first().locator("pre").allTextContents();
    expect(shown).toEqual([...messages.map((m) => m.content), call?.answer]);
  });

  test("memories are searched, shown as they were, and lead to where they were learned", async () => {
    await page.goto(`${server.url}#/run/first/memory`);
    await page.getByText(/^\d+ of \d+ entries$/).waitFor();
    await page.getByLabel("after episode").fill("1");
    const then = (await page.getByRole("row").allInnerTexts()).slice(1);
    expect(then.length).toBeGreaterThan(2);
    await page.getByLabel("memory", { exact: true }).selectOption("reflections");
    await page.getByText(/^1 of \d+ entries$/).waitFor();
    await page.getByRole("row").nth(1).click();
    await page.locator("aside").getByRole("link", { name: "episode 1" }).first().click();
    await page.getByRole("heading", { name: "Episode 1", exact: true }).waitFor();
  });

  test("two runs side by side, down to a pair of episodes of one user", async () => {
    await page.goto(`${server.url}#/run/first`);
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await page.getByRole("heading", { name: "Settings that differ" }).waitFor();
    expect(await page.getByLabel("run B").inputValue()).toBe("second");
    for (const cell of await page.locator(".plain-table tbody tr td:last-child").all()) {
      const [low, high] = (await cell.locator("small").innerText()).replaceAll("−", "-").split(" to ").map(Number);
      if ((await cell.getAttribute("class")) === "differs") expect((low as number) * (high as number)).toBeGreaterThanOrEqual(0);
    }
    expect(await page.locator("section", { hasText: "Settings that differ" }).innerText()).toContain("method");
    await page.getByRole("grid").getByRole("row").nth(1).click();
    await page.getByRole("heading", { name: "Two episodes side by side" }).waitFor();
    const users = (await page.locator("section .head").allInnerTexts()).map((t) => /user (\d+)/.exec(t)?.[1]);
    expect(users[0]).toBe(users[1]);
    await page.goBack();
    await page.getByRole("heading", { name: "Two runs side by side" }).waitFor();
  });

  test("nothing was said on the console, and nobody else was asked", () => {
    expect(browser.troubles).toEqual([]);
  });
});
