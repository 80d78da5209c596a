/** Server-sent events of one run: new episodes as they end, and a word when the run has ended. */
import type { ServerResponse } from "node:http";
import { runFiles } from "../../../experiments/runs/run-folder.ts";
import { clean } from "./json.ts";
import { readRecords, stateOf } from "./run-read.ts";
import { type Runs, rowOf } from "./runs.ts";

const EVERY_MS = 1000;

/**
 * Streams until the run has ended or the page goes away.
 * `rows`: rows of newly finished episodes. `ended`: the page reads the run anew.
 */
export async function streamEvents(runs: Runs, id: string, response: ServerResponse): Promise<void> {
  const { folder, card, episodes } = await runs.read(id);
  const known = new Set(episodes.map((e) => e.episode));
  response.writeHead(200, { "content-type": "text/event-stream", connection: "keep-alive" });
  const say = (event: string, data: unknown) => void response.write(`event: ${event}\ndata: ${clean(data)}\n\n`);
  say("hello", { status: card.status, episodes: known.size });
  if (card.status !== "live") return void response.end();
  let before = "";
  while (!response.destroyed) {
    await new Promise((next) => setTimeout(next, EVERY_MS).unref());
    const { key } = await stateOf(folder);
    if (key === before) {
      response.write(": still here\n\n");
    } else {
      before = key;
      const fresh = await readRecords(runFiles(folder).checkpoints, known).catch(() => []);
      for (const [n] of fresh) known.add(n);
      if (fresh.length > 0)
        say(
          "rows",
          fresh.map(([, e]) => rowOf(e)),
        );
    }
    const now = (await runs.card(id).catch(() => null))?.status;
    if (now !== "live") {
      say("ended", { status: now ?? "gone" });
      return void response.end();
    }
  }
}
