/** Contract suite of {@link Tracer}: what every tracer must do, whatever its server does. */

import assert from "node:assert/strict";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { type RunnableConfig, RunnableLambda } from "@langchain/core/runnables";
import type { Delivered, EndedEpisode, OpenTracer, TracedEpisode, TracedRun, Tracer } from "../core/tracer.ts";
import { resolveSettings } from "../methods/settings.ts";
import type { Check } from "./check.ts";

/** Longest time that a close may take, in milliseconds. Generous: a tracer's own limit is a few seconds. */
const CLOSE_MS = 30_000;

const RUN: TracedRun = { run: "contract", settings: resolveSettings({ method: "billp", seed: 1 }), world: { id: "contract@1" } };
const POLICY_RUN: TracedRun = { ...RUN, settings: resolveSettings({ method: "random", seed: 1 }) };

const episodeOf = (episode: number): TracedEpisode => ({ episode, user: 3, split: "test" });
const endedOf = (episode: number): EndedEpisode => ({
  ...episodeOf(episode),
  len: 1,
  return: 4.5,
  end: { kind: "truncated", reason: null },
  rounds: [{ title: "A film (1999)", reward: 4.5, accepted: true }],
});

/** The checks for what `openTracer` opens; each opens tracers of its own. Give it the opener of a dead server, too. */
export function tracerContract(openTracer: OpenTracer): Check[] {
  const open = (run = RUN) => openTracer(run, () => {});
  return Object.entries(CHECKS).map(([name, check]) => ({ name, run: () => check(open) }));
}

type Open = (run?: TracedRun) => Promise<Tracer>;

const CHECKS: Record<string, (open: Open) => Promise<void>> = {
  async "configFor keeps the caller's name, tags, metadata and callbacks"(open) {
    const tracer = await open();
    const heard = new Listener();
    await play(tracer, 1, { runName: "mine", tags: ["t"], metadata: { m: 1 }, callbacks: [heard] });
    assert.equal(heard.starts.length, 1, "the caller's handler hears the run once");
    const [start] = heard.starts;
    assert.equal(start?.name, "mine");
    assert.ok(start?.tags.includes("t"), "the caller's tag is there");
    assert.equal(start?.metadata.m, 1);
    assert.equal(heard.ends, 1);
    await tracer.close();
  },
  async "configFor leaves the caller's object as it is"(open) {
    const tracer = await open();
    const own = Object.freeze({ tags: Object.freeze(["t"]), metadata: Object.freeze({ m: 1 }), recursionLimit: 7 });
    const config = tracer.configFor(episodeOf(1), own as unknown as RunnableConfig);
    assert.equal(config.recursionLimit, 7);
    assert.deepEqual(own, { tags: ["t"], metadata: { m: 1 }, recursionLimit: 7 });
    await tracer.close();
  },
  async "configFor needs no config of the caller's, and no two episodes share a run id"(open) {
    const tracer = await open();
    const ids = [1, 2].map((n) => tracer.configFor(episodeOf(n)).runId).filter((id) => id !== undefined);
    assert.equal(new Set(ids).size, ids.length);
    await play(tracer, 3);
    await tracer.close();
  },
  async "the result and the error of what is traced stay its own"(open) {
    const tracer = await open();
    assert.equal(await play(tracer, 1), 2);
    const failing = RunnableLambda.from(async () => {
      throw new RangeError("its own");
    });
    await assert.rejects(failing.invoke(0, tracer.configFor(episodeOf(2))), { name: "RangeError", message: "its own" });
    await tracer.close();
  },
  async "ended throws for no episode: played, unknown, told twice, of a policy, after the close"(open) {
    for (const run of [RUN, POLICY_RUN]) {
      const tracer = await open(run);
      await play(tracer, 1);
      for (const episode of [1, 1, 99]) tracer.ended(endedOf(episode));
      await tracer.close();
      tracer.ended(endedOf(2));
    }
  },
  async "close counts, answers in time, never rejects, and says the same the second time"(open) {
    for (const run of [RUN, POLICY_RUN]) {
      const tracer = await open(run);
      await play(tracer, 1);
      tracer.ended(endedOf(1));
      const first = await inTime(tracer.close());
      for (const count of [first.sent, first.lost]) assert.ok(Number.isInteger(count) && count >= 0, `a count, not ${count}`);
      assert.deepEqual(await inTime(tracer.close()), first);
    }
  },
  async "close of a tracer that was never used loses nothing"(open) {
    assert.equal((await inTime((await open()).close())).lost, 0);
  },
};

/** Traces something that stands for an episode. */
async function play(tracer: Tracer, episode: number, own?: RunnableConfig): Promise<number> {
  return RunnableLambda.from(async (x: number) => x + 1).invoke(1, tracer.configFor(episodeOf(episode), own));
}

async function inTime(closing: Promise<Delivered>): Promise<Delivered> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `no close in ${CLOSE_MS} ms` })), CLOSE_MS);
  });
  return Promise.race([closing, late]).finally(() => clearTimeout(timer));
}

/** A caller's handler, which keeps what it hears. */
class Listener extends BaseCallbackHandler {
  readonly name = "contract-listener";
  override readonly awaitHandlers = true;
  readonly starts: { name: string | undefined; tags: string[]; metadata: Record<string, unknown> }[] = [];
  ends = 0;

  override handleChainStart(
    ...[, , , , tags, metadata, , runName]: Parameters<NonNullable<BaseCallbackHandler["handleChainStart"]>>
  ) {
    this.starts.push({ name: runName, tags: tags ?? [], metadata: metadata ?? {} });
  }

  override handleChainEnd() {
    this.ends++;
  }
}
