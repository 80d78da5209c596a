/** A run that is going on: its episodes come from its database, and every new one is told as it ends. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveView } from "../../../apps/view/server/serve.ts";
import type { EpisodePage, EpisodeRow, RunCard, RunPage } from "../../../apps/view/server/shapes.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { runsFolder } from "./played.ts";

const root = runsFolder();
let server: Awaited<ReturnType<typeof serveView>>;
beforeAll(async () => {
  server = await serveView({ root, port: 0 });
});
afterAll(() => server.close());

const get = async <T>(path: string) => (await fetch(`${server.url}api/${path}`)).json() as Promise<T>;

test("is marked, grows, and is finished at the end", async () => {
  const done: number[] = [];
  let release: (() => void) | undefined;
  const paused = new Promise<void>((done) => {
    release = done;
  });
  const run = runExperiment({
    settings: { method: "act-only", train: 3, test: 9 },
    out: join(root, "going"),
    workers: 1,
    onProgress: ({ done: n }) => void done.push(n),
    traceOf: () => ({ callbacks: [{ handleChainStart: () => (done.length >= 4 ? paused : undefined), awaitHandlers: true }] }),
  });
  while (done.length < 4) await new Promise((r) => setTimeout(r, 20));
  const { runs } = await get<{ runs: RunCard[] }>("runs");
  const page = await get<RunPage>("run?run=going");
  const { episode } = await get<EpisodePage>("episode?run=going&episode=2");
  const seen = { status: runs[0]?.status ?? "", rows: page.rows.length, episode: episode.episode };
  const stream = readEvents();
  await new Promise((r) => setTimeout(r, 200));
  release?.();
  await run;
  const { rows, ended } = await stream;
  expect(seen).toEqual({ status: "live", rows: expect.any(Number), episode: 2 });
  expect(seen.rows).toBeGreaterThanOrEqual(4);
  expect(seen.rows).toBeLessThan(12);
  expect(new Set(rows.map((r) => r.episode)).size).toBe(rows.length);
  expect(ended).toBe("finished");
  expect((await get<RunPage>("run?run=going")).rows).toHaveLength(12);
});

/** Reads the stream of events to its end. */
async function readEvents(): Promise<{ rows: EpisodeRow[]; ended: string }> {
  const response = await fetch(`${server.url}api/events?run=going`);
  const text = await response.text();
  const events = text.split("\n\n").flatMap((block) => {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
    return event === undefined ? [] : [{ event, data: JSON.parse(data as string) }];
  });
  const rows = events.filter((e) => e.event === "rows").flatMap((e) => e.data as EpisodeRow[]);
  return { rows, ended: events.find((e) => e.event === "ended")?.data.status };
}
