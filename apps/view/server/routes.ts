/** API routes under /api/, by path. Everything read is given as JSON; the one write is a fork. */
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { readJson } from "../../server/body.ts";
import { catalogueOf } from "./catalogue.ts";
import { comparisonOf } from "./comparison.ts";
import { callTexts, episodePage } from "./episodes.ts";
import { streamEvents } from "./events.ts";
import { type Forks, forkCards } from "./forks.ts";
import { jsonResponse } from "./json.ts";
import type { Ledgers } from "./ledgers.ts";
import { entriesOf, memoryPage } from "./memories.ts";
import type { RunRead } from "./run-read.ts";
import type { Runs } from "./runs.ts";

/** What the routes read from. */
export interface Sources {
  readonly runs: Runs;
  readonly ledgers: Ledgers;
  readonly forks: Forks;
}

/** Largest body of a fork, in bytes. */
const BODY_LIMIT = 64 * 1024;

/** The routes, to be mounted at /api. `onError` is told what ends a stream of events before its time. */
export function apiRoutes({ runs, ledgers, forks }: Sources, onError: (error: unknown) => void): Hono {
  const api = new Hono();
  const read = (path: string, answer: (c: Context) => unknown) => api.get(path, async (c) => jsonResponse(200, await answer(c)));
  const readOfRun = (path: string, answer: (run: RunRead, c: Context) => unknown) =>
    read(path, async (c) => answer(await runs.read(runOf(c)), c));

  read("/runs", async () => ({ root: runs.root, runs: await runs.list() }));
  read("/run", (c) => runs.page(runOf(c)));
  readOfRun("/episode", async (run, c) => episodePage(run, await runs.worldOf(run), numberOf(c, "episode"), forkOf(c), ledgers));
  readOfRun("/calls", (run, c) => callTexts(run, numberOf(c, "episode"), numberOf(c, "round"), forkOf(c), ledgers));
  readOfRun("/memory", memoryPage);
  readOfRun("/entry", async (run, c) => (await entriesOf(run)).get(c.req.query("key") ?? "") ?? refuse("key"));
  readOfRun("/forks", async ({ reader }) => forkCards(await reader.forks()));
  readOfRun("/catalogue", async (run) => {
    const world = await runs.worldOf(run);
    return world === null ? null : catalogueOf(world);
  });
  read("/compare", async (c) => {
    const [a, b] = [await runs.read(c.req.query("a") ?? refuse("a")), await runs.read(c.req.query("b") ?? refuse("b"))];
    return comparisonOf(a, b, await runs.worldOf(a));
  });
  read("/jobs", () => forks.jobs());
  read("/fork", (c) => forks.job(c.req.query("job") ?? ""));
  api.post("/fork", async (c) => jsonResponse(202, await forks.start(await readJson(c.req.raw, BODY_LIMIT))));
  api.get("/events", (c) => streamEvents(c, runs, runOf(c), onError));
  return api;
}

/** The run a query names. @throws HTTPException 400. */
function runOf(c: Context): string {
  return c.req.query("run") ?? refuse("run");
}

function forkOf(c: Context): string | null {
  return c.req.query("fork") ?? null;
}

function numberOf(c: Context, name: string): number {
  const text = c.req.query(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(name);
}

function refuse(name: string): never {
  throw new HTTPException(400, { message: `${name}: missing, or not what it should be.` });
}
