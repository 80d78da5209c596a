/** Faults in experiments and methods: the schedule, metrics, statistics, resumption, and the policies they are compared with. */
import { faultsIn } from "./fault.ts";

// biome-ignore format: a fault a line
const evaluation = [
  ...faultsIn("experiments/evaluation/schedule.ts", [
    ["order-without-seed", "makeRandom(settings.seed, ORDER)", "makeRandom(1, ORDER)", "Every seed trains in the same order."],
    ["policies-train", "isPolicy(settings.method) ? 0 : settings.train", "settings.train", "Policies play training episodes."],
    ["test-users-again", "testUsers.slice(0, settings.test)", "testUsers.slice(-settings.test)", "The test is played by the last users, not the first."],
  ]),
  ...faultsIn("experiments/evaluation/metrics.ts", [
    ["r-each-by-episode", "rEach: ratio(sumReturn, sumLen)", "rEach: ratio(sumReturn, n)", "R_each is R_traj."],
    ["realised-without-gamma", "round.reward + gamma * next", "round.reward + next", "The Critic is compared with an undiscounted return."],
    ["zero-advantage-discouraged", "(a) => a >= 0", "(a) => a > 0", "A = 0 does not count as encouraged."],
    ["cut-off-counts-as-quitting", 'e.end.kind === "quit" ? e.rounds.slice(-1)', "true ? e.rounds.slice(-1)", "Unusable ends count among those who left."],
  ]),
  ...faultsIn("experiments/evaluation/catalogue-metrics.ts", [
    ["majority-counts-test", 'if (user.split !== "train") continue;', "", "Majority kinds know the test users."],
    ["novelty-counts-test", 'world.users.filter((u) => u.split === "train")', "world.users", "Novelty knows the test users."],
    ["border-kind-left-out", "taken >= enough", "taken + n > enough", "The kind that crosses 80 % is left out."],
    ["diversity-of-refused", "r.accepted && r.item !== null", "r.item !== null", "Diversity counts the item that made the user leave."],
    ["head-ties-reversed", "popular(b) - popular(a) || a - b", "popular(b) - popular(a) || b - a", "Which items are the head depends on a tie broken the other way."],
  ]),
  ...faultsIn("experiments/evaluation/summary.ts", [
    ["summary-of-all-episodes", 'summariseTest(of("test")', "summariseTest(episodes", "Training episodes count in the test."],
    ["interval-without-seed", "{ seed },", "{ seed: 1 },", "Intervals of all runs use the same draws."],
  ]),
  ...faultsIn("experiments/evaluation/record.ts", [
    ["return-unchecked", "> ROUNDING * Math.max(1, Math.abs(sum))", "> 1e9", "A record whose return is wrong is read."],
  ]),
];

// biome-ignore format: a fault a line
const statistics = [
  ...faultsIn("experiments/evaluation/statistics/student.ts", [
    ["variance-by-n", "squares / (n - 1) / n", "squares / n / n", "The seeds' variance is divided by n."],
    ["one-sided", "(1 + level) / 2", "level", "Intervals are one-sided."],
    ["p-of-zero", "Math.max(Number.EPSILON, p)", "p", "A p of 0."],
  ]),
  ...faultsIn("experiments/evaluation/statistics/holm.ts", [
    ["bonferroni", "(known.length - rank) * p", "known.length * p", "Holm's correction is Bonferroni's."],
    ["holm-not-monotone", "least = Math.max(least, Math.min(1, (known.length - rank) * p))", "least = Math.min(1, (known.length - rank) * p)", "A larger p gets a smaller adjusted one."],
    ["nulls-counted", "(known.length - rank)", "(ps.length - rank)", "Comparisons without a p count in the correction."],
  ]),
  ...faultsIn("experiments/evaluation/statistics/crossed.ts", [
    ["seed-squares-by-n", "(U * sumSquares(seeds)) / (S - 1)", "(U * sumSquares(seeds)) / S", "Seeds' mean square is divided by n."],
    ["seeds-ignored", "const total = msU + msS - measurement;", "const total = msU;", "Differences between trainings widen nothing."],
    ["few-seeds-satterthwaite", "S < FEW_SEEDS || ", "", "Two seeds have too many degrees of freedom."],
  ]),
  ...faultsIn("experiments/evaluation/statistics/flips.ts", [
    ["p-can-be-zero", "(reached + 1) / (flips + 1)", "reached / flips", "A drawn p of 0."],
    ["exact-strict", "observed = Math.abs(total) - 1e-12 * size", "observed = Math.abs(total) + 1e-12 * size", "The observed pattern does not count itself."],
    ["flips-without-seed", "xoroshiro128plus(seed)", "xoroshiro128plus(1)", "Another seed draws the same flips."],
  ]),
  ...faultsIn("experiments/evaluation/statistics/intervals.ts", [
    ["bootstrap-without-seed", "xoroshiro128plus(seed)", "xoroshiro128plus(1)", "Another seed draws the same users."],
    ["bootstrap-never-last", "uniformInt(rng, 0, users - 1)", "uniformInt(rng, 0, Math.max(0, users - 2))", "The last user is never drawn."],
    ["draws-of-another-seed", "`${users}/${resamples}/${seed}`", "`${users}/${resamples}`", "Kept draws serve another seed."],
  ]),
  ...faultsIn("experiments/evaluation/statistics/compare.ts", [
    ["ties-are-losses", "(wins + ties / 2) / measurements", "wins / measurements", "A tie counts as a loss in the win rate."],
    ["first-minus-second", "minus(sum / n, other.sum / other.n)", "minus(other.sum / other.n, sum / n)", "Differences have the other sign."],
    ["online-users-flipped", 'unit === "seeds" ? null : signFlip(', "signFlip(", "With online memory users count as independent."],
  ]),
];

// biome-ignore format: a fault a line
const runs = [
  ...faultsIn("experiments/runs/store/identity.ts", [
    ["other-world-resumed", '"world version": world,', "", "A run is resumed in another version of its world."],
    ["other-memories-resumed", "memories: priorMemories,", "", "A run is resumed with other prior memories."],
    ["other-settings-resumed", "...settings,\n", "\n", "A run is resumed with other settings."],
  ]),
  ...faultsIn("experiments/runs/store/store.ts", [
    ["resume-over-run", "if (!resume) throw occupied", "if (resume && !resume) throw occupied", "A run is written over another."],
  ]),
  ...faultsIn("experiments/runs/store/threads.ts", [
    ["lanes-forgotten", "(?:worker|lane)", "(?:worker)", "A run of the first version is begun anew beside its own threads."],
  ]),
  ...faultsIn("experiments/runs/store/writer.ts", [
    ["locked-run-written", "if (free !== null) return free;", "return free ?? (() => {});", "Two processes write one run."],
    ["forks-in-index", ".filter((p) => isWorkerThread(run, p.thread))", "", "The index of a run names checkpoints of its forks."],
  ]),
  ...faultsIn("experiments/runs/store/folder-driver.ts", [
    ["cut-line-continued", 'cut ? "\\n" : ""', '""', "A line after one that was cut off is lost with it."],
  ]),
  ...faultsIn("experiments/runs/play-episode.ts", [
    ["given-later-entries", "e <= scheduled.visibleUpTo && ", "", "A worker is given entries its episode may not see."],
    ["entries-given-again", "&& !held.has(e)", "", "A worker is given entries that it holds."],
    ["own-episode-not-held", "held.add(record.episode);", "", "A worker is given its own entries again."],
  ]),
  ...faultsIn("experiments/runs/run-pool.ts", [
    ["starts-too-early", "visibleUpTo < (numbers[over] as number)", "visibleUpTo <= (numbers[over] as number)", "An episode starts before what it may see is there."],
    ["finished-played-again", "!done.has(s.episode) && ", "", "A resumed run plays finished episodes again."],
    ["begun-played-twice", " && !claimed.has(s.episode)", "", "An episode that a worker had begun is played by another one, too."],
  ]),
  ...faultsIn("experiments/runs/projection.ts", [
    ["advantage-of-round-before", "judged.get(round + 1)?.advantage", "judged.get(round)?.advantage", "A record has the advantage of the round before."],
  ]),
  ...faultsIn("experiments/runs/policy-episode.ts", [
    ["policy-quit-accepted", "i === played.items.length - 1", "i === played.items.length", "A policy's quitting round counts in Len."],
  ]),
];

// biome-ignore format: a fault a line
const methods = [
  ...faultsIn("methods/policies/random.ts", [
    ["random-without-seed", "makeRandom(seed, user)", "makeRandom(1, user)", "Every seed draws the same."],
    ["random-same-for-all", "makeRandom(seed, user)", "makeRandom(seed)", "Every user is drawn the same items."],
  ]),
  ...faultsIn("methods/policies/ranking.ts", [
    ["ranking-ties-reversed", "(values[a] as number) || a - b", "(values[a] as number) || b - a", "Ties go to the higher id."],
    ["ranking-ignores-mask", "!simulator.allowed(state, ranked[next] as number)", "false", "Rankings propose what is masked."],
  ]),
  ...faultsIn("methods/policies/popular.ts", [
    ["popular-by-reward", "seat.world.popularity[item] as number", "seat.world.reward(seat.user, item)", "`popular` knows the user."],
  ]),
  ...faultsIn("methods/policies/cycle.ts", [["circle-of-four", "LENGTH = 5", "LENGTH = 4", "`cycle` goes round four."]]),
  ...faultsIn("methods/policies/oracle-search.ts", [
    ["oracle-window-short", "if (back >= rules.window) continue;", "if (back + 1 >= rules.window) continue;", "The oracle forgets the last round of the window."],
    ["oracle-takes-first", "grown.sort((a, b) => b.total - a.total);", "", "The oracle keeps the first branches, not the best."],
  ]),
  ...faultsIn("methods/registry.ts", [
    ["undefined-checks", "const checked = checkMethod(method);", "const checked = method;", "A definition that contradicts itself is taken."],
  ]),
  ...faultsIn("methods/billp-no-macro.ts", [["no-macro-reflects", 'roles: ["planner", "critic"]', 'roles: ["planner", "critic", "reflector"]', "The ablation has the part that it should lack."]]),
];

/** All of them. */
export const EXPERIMENT_FAULTS = [...evaluation, ...statistics, ...runs, ...methods];
