/** An invented study in the form of a real one: two groups, eleven arms, hostile names, nulls, curves, missing runs. */
import type {
  Arm,
  Cost,
  CriticStudy,
  Curve,
  Estimate,
  Group,
  StudyResult,
} from "../../../../experiments/studies/analysis/result.ts";
import { comparisonsOf } from "./sample-comparisons.ts";
import { MEASURES } from "./sample-measures.ts";
import { critic, shown } from "./sample-parts.ts";

/** Name that would break out of HTML, LaTeX, Markdown and CSV, were it not escaped. */
export const HOSTILE = `<script>alert(1)</script> & 50%_#{x}~^\\ "q", 'a'|$\``;

/** Numbers in [0, 1) that are the same every time. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Known = readonly [name: string, method: string, memory: Arm["memory"], rTraj: number, len: number, tokens: number];
const KNOWN: readonly Known[] = [
  ["billp", "billp", "frozen", 34.8, 8.81, 21_400],
  ["billp-no-macro", "billp-no-macro", "frozen", 35.9, 9.02, 15_800],
  ["billp-no-micro", "billp-no-micro", "frozen", 35.2, 8.9, 14_100],
  ["reflexion", "reflexion", "online", 33.1, 8.4, 12_900],
  ["react", "react", "none", 36.49, 9.22, 9_800],
  ["act-only", "act-only", "none", 38.83, 9.56, 6_100],
  ["random", "random", "none", 12.4, 5.3, 0],
  ["popular", "popular", "none", 17.9, 5.9, 0],
  ["greedy", "greedy", "none", 44.6, 9.9, 0],
  ["cycle", "cycle", "none", 41.2, 10.8, 0],
  ["oracle", "oracle", "none", 58.3, 12.7, 0],
];

/** Value of a measure with intervals around it: "the method" wider than "these runs". */
function estimate(value: number, spread: number, random: () => number): Estimate {
  const [half, shift] = [spread * (0.7 + 0.6 * random()), (random() - 0.5) * 0.2 * spread];
  return {
    value,
    trainedRuns: [value - half + shift, value + half + shift],
    method: [value - 1.35 * half, value + 1.45 * half],
  };
}

function measured(id: string, [, , , rTraj, len]: Known, random: () => number): number {
  if (id === "rTraj") return rTraj;
  if (id === "len") return len;
  if (id === "rEach") return rTraj / len;
  return id === "novelty" ? 1.4 + 2 * random() : 0.05 + 0.6 * random();
}

function costOf(tokens: number, episodes: number, offline: boolean): Cost {
  const [input, output] = [Math.round(tokens * episodes * 0.85), Math.round(tokens * episodes * 0.15)];
  const calls = Math.round((tokens * episodes) / 900);
  const part = (share: number) => ({ calls: calls * share, inputTokens: input * share, outputTokens: output * share });
  return {
    calls,
    inputTokens: input,
    outputTokens: output,
    listUsd: tokens === 0 || offline ? 0 : null,
    estimatedCalls: 0,
    callsPerReturn: tokens === 0 ? null : calls / (35 * episodes),
    tokensPerReturn: tokens === 0 ? null : tokens / 35,
    usdPerReturn: null,
    byRole: tokens === 0 ? {} : { actor: part(0.5), critic: part(0.25), planner: part(0.25) },
  };
}

function armOf(known: Known, world: string, at: number, name = known[0]): Arm {
  const random = randomOf(at * 77 + world.length);
  const [, method, memory, rTraj, , tokens] = known;
  const values: Record<string, Estimate> = {};
  for (const { id } of MEASURES) {
    const value = measured(id, known, random);
    values[id] = estimate(value, Math.max(0.02, value * 0.05), random);
  }
  if (tokens === 0) values.criticCorrelation = { value: null, trainedRuns: null, method: null };
  const q = [0.3 + 0.4 * random(), 0.2 * random(), 0.1 + 0.1 * random(), 0.05].map((x) => Math.round(x * 1000));
  const study: CriticStudy | null = method.startsWith("billp") && method !== "billp-no-macro" ? critic(random) : null;
  const raw = Array.from({ length: 10 }, (_, i) => (method === "popular" ? 6 : 1.6) ** -i + 0.08 * random());
  const total = raw.reduce((a, b) => a + b, 0);
  return {
    name,
    method,
    model: tokens === 0 ? "none" : "offline",
    memory,
    episodes: 1500,
    values,
    quits: { repeat: q[0]!, similar: q[1]!, dislike: q[2]!, limit: 1500 - q[0]! - q[1]! - q[2]! - q[3]!, unusable: q[3]! },
    cost: costOf(tokens, 1500, world.startsWith("films")),
    popularity: raw.map((x) => x / total),
    critic: study,
    everySeed: false,
    runs: [1, 2, 3, 4, 5].map((seed) => ({ seed, run: `${world}-${method}-${seed}-a1b2c3` })),
    shown: shown(`${world}-${at}`, random, rTraj, study !== null),
  };
}

function groupOf(world: string, hostile: boolean, curves: readonly Curve[]): Group {
  const arms = KNOWN.map((k, i) => armOf(k, world, i + 1, hostile && i === 4 ? HOSTILE : k[0]));
  return {
    id: `${world}, repeats leave, window 4, limit 30, fidelity default`,
    ...{
      world,
      fidelity: "default",
      repeats: "leave",
      window: 4,
      limit: 30,
      users: 300,
      seeds: [1, 2, 3, 4, 5],
      baseline: "billp",
    },
    arms,
    comparisons: comparisonsOf(arms, arms[0] as Arm),
    curves,
    conclusions: [
      "R_traj, as methods: higher than billp: act-only, greedy, cycle, oracle; lower than billp: random, popular; no claim about billp-no-macro, billp-no-micro, reflexion, react.",
      "Len, as methods: higher than billp: cycle, oracle; no claim about the others.",
    ],
    cautions: [
      "greedy and oracle read the true rewards: ceilings, no competitors. The distance to them is a gap, not a regret.",
      `Everything holds for the users of ${world} as this world simulates them. A difference that is not claimed is not shown to be zero.`,
    ],
  };
}

function curvesOf(): Curve[] {
  const random = randomOf(5);
  return ["billp", "reflexion"].flatMap((arm, k) =>
    ["rTraj", "len", "rEach"].map((measure, m) => ({
      arm,
      measure,
      points: [0, 10, 25, 50, 100].map((train, i) => {
        const value = [36, 9.1, 3.95][m]! * (1 - 0.01 * i - 0.02 * k + 0.01 * random());
        const fromFirst =
          i === 0
            ? null
            : { difference: -0.2 * i, trainedRuns: [-i, i] as const, method: [-2 * i, 2 * i] as const, p: 0.4, holm: 1 };
        return { train, episodes: 1500, ...estimate(value, value * 0.05, random), fromFirst };
      }),
    })),
  );
}

/** The invented study. */
export function sampleStudy(over: Partial<StudyResult> = {}): StudyResult {
  return {
    study: {
      name: "overall",
      title: "Overall comparison",
      question:
        "How do billp, its ablations, the methods without learning and the policies without a model compare on users they have not met?",
      seeds: [1, 2, 3, 4, 5],
      level: 0.95,
      command: "billp study experiments/studies/overall.yaml --runs runs --out report",
    },
    complete: false,
    missing: ["reflexion on ml@1: 2 of 5 runs are missing, seeds 4, 5 (budget spent)."],
    offline: true,
    measures: MEASURES,
    groups: [groupOf("films@1", false, curvesOf()), groupOf("ml@1", true, [])],
    ...over,
  };
}
