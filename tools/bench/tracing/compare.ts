/** The upload queue beside LangSmith's client alone, as the tables of docs/tracing.md: `npx tsx tools/bench/tracing/compare.ts [part of a name]`. */
import { type Measured, measure, type Scenario } from "./measure.ts";

const SHORT = { episodes: 6, latencyMs: 5 };
/** About six seconds, so that an outage of three is over before its end. */
const LONG = { episodes: 24, latencyMs: 150 };

const SCENARIOS: readonly Scenario[] = [
  { name: "healthy, gzip", mode: "take", ...SHORT },
  { name: "healthy, no gzip", mode: "take", info: {}, ...SHORT },
  { name: "healthy, batches only", mode: "take", info: {}, without: ["/runs/multipart"], ...SHORT },
  { name: "healthy, forms only", mode: "take", info: {}, without: ["/runs/batch"], ...SHORT },
  { name: "healthy, process ends at once", mode: "take", episodes: 3, latencyMs: 0 },
  { name: "answers after 1.5 s", mode: { delayMs: 1500 }, ...SHORT },
  { name: "429 twice, Retry-After 1", mode: { status: 429, headers: { "retry-after": "1" }, times: 2 }, ...LONG },
  { name: "429 always, Retry-After 60", mode: { status: 429, headers: { "retry-after": "60" } }, ...SHORT },
  { name: "500 for 3 s, run of 6 s", mode: { status: 500, forMs: 3000 }, ...LONG },
  { name: "500 for 1 s, run of 0.5 s", mode: { status: 500, forMs: 1000 }, ...SHORT },
  { name: "500 always", mode: { status: 500 }, ...SHORT },
  { name: "takes, then breaks off 3 times", mode: { drops: 3 }, ...LONG },
  { name: "401", mode: { status: 401 }, ...SHORT },
  { name: "connection refused", mode: "down", ...SHORT },
  { name: "never answers", mode: "stall", ...SHORT },
];

const REPEATS = Number(process.env.BILLP_REPEATS ?? 5);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
const seconds = (ms: number) => (ms / 1000).toFixed(1);
const say = (...cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);

/** Runs and scores that a run of so many episodes has, by its number of episodes. */
const whole = new Map<number, Measured>();

async function row(scenario: Scenario): Promise<void> {
  const healthy = { ...scenario, mode: "take", info: undefined, without: [] } as const;
  if (!whole.has(scenario.episodes)) whole.set(scenario.episodes, await measure("queue", healthy));
  const all = whole.get(scenario.episodes) as Measured;
  const [queue, library] = [await measure("queue", scenario), await measure("library", scenario)];
  const both = (value: (m: Measured) => number | string) => `${value(queue)} · ${value(library)}`;
  say(
    scenario.name,
    both((m) => all.runs + all.scores - m.runs - m.scores),
    both((m) => m.lost),
    both((m) => m.again),
    both((m) => m.twice),
    both((m) => seconds(m.exitMs)),
    both((m) => seconds(m.lingerMs)),
    both((m) => m.said),
    both((m) => m.requests),
  );
}

/** Every cell: the upload queue · LangSmith's client alone. */
async function losses(wanted: string): Promise<void> {
  say("server", "missing there", "told as lost", "sent again", "doubled", "exit, s", "then alive, s", "lines said", "requests");
  say("---", ...Array.from({ length: 8 }, () => "---:"));
  for (const scenario of SCENARIOS.filter((s) => s.name.includes(wanted))) await row(scenario);
}

/** CPU of 40 episodes with a model that answers at once, interleaved; and bytes a round. */
async function costs(): Promise<void> {
  const scenario: Scenario = { name: "", mode: "take", episodes: 40, latencyMs: 0 };
  const ways = [null, "queue", "library"] as const;
  const results = ways.map(() => [] as Measured[]);
  for (let i = 0; i < REPEATS; i++) for (const [at, way] of ways.entries()) results[at]?.push(await measure(way, scenario));
  const [untraced = [], ...traced] = results;
  say(
    "uploads",
    "CPU an episode beyond an untraced one, ms",
    "wall time of the run, ms",
    "bytes a round",
    "compressed",
    "requests",
  );
  say("---", ...Array.from({ length: 5 }, () => "---:"));
  const cpu = (runs: readonly Measured[]) => median(runs.map((r) => r.cpuMs));
  say("none", 0, Math.round(median(untraced.map((r) => r.wallMs))), 0, 0, 0);
  for (const [at, runs] of traced.entries()) {
    const extra = ((cpu(runs) - cpu(untraced)) / scenario.episodes).toFixed(1);
    const { bytes, wireBytes, rounds, requests } = runs[0] as Measured;
    say(
      ways[at + 1] ?? "",
      extra,
      Math.round(median(runs.map((r) => r.wallMs))),
      Math.round(bytes / rounds),
      Math.round(wireBytes / rounds),
      requests,
    );
  }
}

const wanted = process.argv[2] ?? "";
await losses(wanted);
console.log();
if (wanted === "" || wanted === "costs") await costs();
