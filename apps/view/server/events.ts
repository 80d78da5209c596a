/** Server-sent events of one run: new episodes as they end, and a word when the run has ended. */
import type { ServerResponse } from "node:http";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { clean } from "./json.ts";
import { type Runs, rowOf } from "./runs.ts";

const EVERY_MS = 1000;

/**
 * Streams until the run has ended or the page goes away.
 * `rows`: rows of newly finished episodes. `ended`: the page reads the run anew.
 */
export async function streamEvents(runs: Runs, id: string, response: ServerResponse): Promise<void> {
  const { folder, reader, card, episodes } = await runs.read(id);
  const known = new Set(episodes.map((e) => e.episode));
  response.writeHead(200, { "content-type": "text/event-stream", connection: "keep-alive" });
  const say = (event: string, data: unknown) => void response.write(`event: ${event}\ndata: ${clean(data)}\n\n`);
  say("hello", { status: card.status, episodes: known.size });
  if (card.status !== "live") return void response.end();
  let before = "";
  while (!response.destroyed) {
    await new Promise((next) => setTimeout(next, EVERY_MS).unref());
    const { key } = await folderStore.state(folder);
    if (key === before) {
      response.write(": still here\n\n");
    } else {
      before = key;
      const fresh = [...(await reader.newEpisodes(known).catch(() => new Map<never, never>())).values()];
      for (const { episode } of fresh) known.add(episode);
      if (fresh.length > 0) say("rows", fresh.map(rowOf));
    }
    const now = (await runs.card(id).catch(() => null))?.status;
    if (now !== "live") {
      say("ended", { status: now ?? "gone" });
      return void response.end();
    }
  }
}
