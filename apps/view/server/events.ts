/** Server-sent events of one run: new episodes as they end, and a word when the run has ended. */
import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { curvesOf } from "./curves.ts";
import { clean } from "./json.ts";
import type { RunRead } from "./run-read.ts";
import { type Runs, rowOf } from "./runs.ts";

const EVERY_MS = 1000;

/**
 * Streams until the run has ended or the page goes away.
 * `rows`: rows of newly finished episodes; `curves`: the curves with them. `ended`: the page reads the run anew.
 * `onError` is told what ends the stream before its time; the browser then asks again by itself.
 */
export async function streamEvents(c: Context, runs: Runs, id: string, onError: (error: unknown) => void): Promise<Response> {
  const run = await runs.read(id);
  return streamSSE(c, async (stream) => {
    try {
      await follow(run, runs, id, stream);
    } catch (error) {
      onError(error);
    }
  });
}

async function follow(
  { folder, reader, card, settings, episodes }: RunRead,
  runs: Runs,
  id: string,
  stream: SSEStreamingApi,
): Promise<void> {
  const rows = episodes.map(rowOf);
  const known = new Set(episodes.map((e) => e.episode));
  const say = (event: string, data: unknown) => stream.writeSSE({ event, data: clean(data) });
  await say("hello", { status: card.status, episodes: known.size });
  if (card.status !== "live") return;
  let before = "";
  while (!stream.aborted) {
    // Not `stream.sleep`: a timer of ours must not keep the process alive.
    await new Promise((next) => setTimeout(next, EVERY_MS).unref());
    const { key } = await folderStore.state(folder);
    if (key === before) {
      await stream.write(": still here\n\n");
    } else {
      before = key;
      const fresh = [...(await reader.newEpisodes(known).catch(() => new Map<never, never>())).values()];
      for (const { episode } of fresh) known.add(episode);
      if (fresh.length > 0) {
        rows.push(...fresh.map(rowOf));
        await say("rows", fresh.map(rowOf));
        await say("curves", curvesOf(rows, settings));
      }
    }
    const now = (await runs.card(id).catch(() => null))?.status;
    if (now !== "live") return void (await say("ended", { status: now ?? "gone" }));
  }
}
