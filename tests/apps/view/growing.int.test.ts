/** A run that is going on, in the browser: its episodes appear as they end, without a reload, and it is finished at the end. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { missing, nameOf, type Watched, watch } from "./browser.ts";
import { runsFolder } from "./played.ts";

describe.skipIf(missing)(nameOf("a run that goes on"), () => {
  const root = runsFolder();
  let server: Awaited<ReturnType<typeof serveView>>;
  let browser: Watched;
  beforeAll(async () => {
    server = await serveView({ root, port: 0 });
    browser = await watch(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test("grows before one's eyes", async () => {
    let done = 0;
    const gates = [gate(), gate()] as const;
    const waits = () => (done >= 6 ? gates[1].opened : done >= 3 ? gates[0].opened : undefined);
    const run = runExperiment({
      settings: { method: "act-only", train: 2, test: 8 },
      out: join(root, "going"),
      workers: 1,
      onProgress: (p) => {
        done = p.done;
      },
      traceOf: () => ({ callbacks: [{ handleChainStart: waits, awaitHandlers: true }] }),
    });
    while (done < 3) await new Promise((next) => setTimeout(next, 20));
    const page = await browser.open("#/run/going");
    await page.locator(".chip.live").waitFor();
    await page.getByText("3 episodes", { exact: true }).waitFor();
    gates[0].open();
    await page.getByText("6 episodes", { exact: true }).waitFor();
    expect(await page.getByRole("grid").getByRole("row").count()).toBe(7);
    gates[1].open();
    await run;
    await page.locator(".chip.finished").waitFor();
    await page.getByText("10 episodes", { exact: true }).waitFor();
    await page.getByText("coverage").waitFor();
    expect(browser.troubles).toEqual([]);
  });
});

/** Holds a run up until it is opened. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { opened, open: () => open() };
}
