/** Worker utilisation with a model that takes its time, and calls that a round waits for in sequence: `npm run bench -- workers` */

import type { AIMessageChunk } from "@langchain/core/messages";
import { mean } from "../../core/math.ts";
import { makeRandom } from "../../core/random.ts";
import type { Role, SettingsInput } from "../../core/settings.ts";
import { runExperiment } from "../../experiments/runs/run.ts";
import { alone, atLeast, atMost, figure, type Row } from "./rows.ts";
import { ThinChat } from "./stage.ts";

const WORKERS = 8;
const USERS = 200;
/** Latency: log-normal with median 50 ms and sigma 0.8, so a mean of 69 ms, one call in a hundred above 320 ms. */
const MEDIAN_MS = 50;
const SIGMA = 0.8;

/** Latency of a call, drawn with its seed: the same call takes the same time in every run, whatever the workers do. */
export const latency = (seed: number): number => MEDIAN_MS * Math.exp(SIGMA * makeRandom(seed, 50).normal());

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Played {
  /** Mean number of workers playing, over time, from the start until the last episode has been started. */
  readonly busy: number;
  /** Longest chain of calls of each round in which one begins after the other has ended. */
  readonly chains: readonly number[];
  readonly seconds: number;
  /** CPU time of the process over wall time: near 1, the machine and not the model would be what workers wait for. */
  readonly cpu: number;
}

export async function bench(): Promise<Row[]> {
  const train = (more: Partial<SettingsInput> = {}) => play({ train: USERS, test: 0, ...more });
  const frozen = await play({ train: 0, test: USERS });
  const lag = await train();
  const chains = [...frozen.chains, ...lag.chains];
  const short = await train({ lag: 10 });
  const batch = await train({ batch: 10 });
  return [
    atLeast("busy workers of 8, frozen memory (200 test users)", frozen.busy, "workers", 7),
    atLeast("busy workers of 8, training with the default lag 32", lag.busy, "workers", 7),
    figure("busy workers of 8, training with lag 10", short.busy, "workers"),
    figure("busy workers of 8, training with batches of 10", batch.busy, "workers"),
    figure("time of the training, lag 32", lag.seconds, "s"),
    figure("… CPU time over wall time", lag.cpu, "x"),
    figure("time of the training, lag 10", short.seconds, "s"),
    figure("time of the training, batches of 10", batch.seconds, "s"),
    atMost(
      "model calls in sequence a round (longest of all rounds)",
      chains.reduce((a, b) => Math.max(a, b)),
      "calls",
      2,
    ),
    figure("… mean over rounds", mean(chains) ?? 0, "calls"),
  ];
}

async function play(settings: Partial<SettingsInput>): Promise<Played> {
  const spans = new Map<string, Span[]>();
  const note = (round: string, span: Span) => void spans.set(round, [...(spans.get(round) ?? []), span]);
  const busy = meter();
  let first: number | null = null;
  const begun = performance.now();
  const used = process.cpuUsage();
  await runExperiment({
    settings: { model: "thin:slow", ...settings },
    out: null,
    workers: WORKERS,
    runtime: { chat: (_, role) => new TimedChat(role, note) },
    onBusy: (workers) => busy.note(workers),
    traceOf: () => {
      first ??= performance.now();
      busy.started();
      return {};
    },
  });
  const seconds = (performance.now() - (first ?? begun)) / 1000;
  const { user, system } = process.cpuUsage(used);
  const cpu = (user + system) / 1e6 / seconds;
  return { busy: busy.mean(), chains: [...spans.values()].map(longestChain), seconds, cpu };
}

/** Integrates the number of busy workers until the last start. */
function meter() {
  let workers = 0;
  let since = 0;
  let sum = 0;
  let begun: number | null = null;
  let atLastStart = { time: 0, sum: 0 };
  const advance = () => {
    const now = performance.now();
    begun ??= now;
    if (since > 0) sum += workers * (now - since);
    since = now;
    return now;
  };
  return {
    note(now: number) {
      advance();
      workers = now;
    },
    started() {
      atLastStart = { time: advance(), sum };
    },
    mean: () => atLastStart.sum / (atLastStart.time - (begun ?? 0)),
  };
}

/** A slow model that notes when each call of a round began and ended. */
class TimedChat extends ThinChat {
  readonly #note: (round: string, span: Span) => void;

  constructor(role: Role, note: (round: string, span: Span) => void) {
    super(role, latency);
    this.#note = note;
  }

  override async invoke(...[input, options]: Parameters<ThinChat["invoke"]>): Promise<AIMessageChunk> {
    const { episode = 0, round = 0 } = (options?.metadata ?? {}) as { episode?: number; round?: number };
    const start = performance.now();
    const answer = await super.invoke(input, options);
    this.#note(`${episode}-${round}`, { start, end: performance.now() });
    return answer;
  }
}

function longestChain(spans: readonly Span[]): number {
  const sorted = [...spans].sort((a, b) => a.end - b.end);
  let chain = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { start, end } of sorted) {
    if (start < free) continue;
    chain++;
    free = end;
  }
  return chain;
}

await alone(import.meta.url, bench);
