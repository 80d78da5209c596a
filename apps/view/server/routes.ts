/** What is served under /api/, by path. Everything read is given as JSON; the one write is a fork. */
import { HttpError } from "../../server/body.ts";
import { catalogueOf } from "./catalogue.ts";
import { callTexts, episodePage } from "./episodes.ts";
import { type Forks, forkCards } from "./forks.ts";
import type { Ledgers } from "./ledgers.ts";
import { entriesOf, memoryPage } from "./memories.ts";
import type { Runs } from "./runs.ts";

/** What the routes read from. */
export interface Sources {
  readonly runs: Runs;
  readonly ledgers: Ledgers;
  readonly forks: Forks;
}

type Route = (sources: Sources, query: URLSearchParams) => Promise<unknown>;

/** Reading routes. */
export const ROUTES: Readonly<Record<string, Route>> = {
  "/api/runs": async ({ runs }) => ({ root: runs.root, runs: await runs.list() }),
  "/api/run": ({ runs }, query) => runs.page(runOf(query)),
  "/api/episode": async ({ runs, ledgers }, query) => {
    const run = await runs.read(runOf(query));
    return episodePage(run, await runs.worldOf(run), numberOf(query, "episode"), query.get("fork"), ledgers);
  },
  "/api/calls": async ({ runs, ledgers }, query) =>
    callTexts(await runs.read(runOf(query)), numberOf(query, "episode"), numberOf(query, "round"), query.get("fork"), ledgers),
  "/api/memory": async ({ runs }, query) => memoryPage(await runs.read(runOf(query))),
  "/api/forks": async ({ runs }, query) => forkCards(await (await runs.read(runOf(query))).reader.forks()),
  "/api/fork": async ({ forks }, query) => forks.job(query.get("job") ?? ""),
  "/api/entry": async ({ runs }, query) => {
    const entries = await entriesOf(await runs.read(runOf(query)));
    return entries.get(query.get("key") ?? "") ?? refuse("key");
  },
  "/api/catalogue": async ({ runs }, query) => {
    const world = await runs.worldOf(await runs.read(runOf(query)));
    return world === null ? null : catalogueOf(world);
  },
};

/** The run a query names. @throws HttpError 400. */
export function runOf(query: URLSearchParams): string {
  return query.get("run") ?? refuse("run");
}

function numberOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(name);
}

function refuse(name: string): never {
  throw new HttpError(400, `${name}: missing, or not what it should be.`);
}
