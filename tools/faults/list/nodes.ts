/** Faults in the nodes: what a role is shown, asked and believed. */
import { faultsIn } from "./fault.ts";

// biome-ignore format: a fault a line
const critic = faultsIn("nodes/critic-evaluate.ts", [
  ["critic-actors-threshold", "settings.valueDistance", "settings.caseDistance", "The Critic recalls with the Actor's threshold."],
  ["critic-actors-k", "settings.valueCount", "settings.caseCount", "The Critic is shown as many values as the Actor cases."],
  ["critic-sees-later-episodes", "visibleUpTo: episode.visibleUpTo", "visibleUpTo: episode.number", "What an episode sees depends on time."],
  ["critic-state-before", "state.rounds, n),", "state.rounds, n - 1),", "Values are recalled for the state before."],
  ["cut-off-not-bootstrapped", ' && last.end.kind !== "limit"', "", "A cut-off counts as the user's leaving: V' is 0."],
  ["quit-bootstrapped", "= terminated ? {", "= last === null ? {", "The Critic is asked about a state that does not exist."],
  ["settled-with-new-value", "j.round === last.round", "j.round === n", "A round is settled with the value of the next state."],
  ["gamma-of-the-paper", "gamma: context.settings.gamma }", "gamma: 0.5 }", "γ of the settings is not used."],
  ["critic-range-without-gamma", "criticRange(context", "criticRange(0 * context", "Every value is clipped to 0."],
  ["entry-keyed-by-next-state", "state.rounds, last.round)", "state.rounds, last.round + 1)", "M_A and M_C hold the item in its own key."],
  ["frozen-test-writes", "if (!writesMemories(", "if (false && !writesMemories(", "A frozen test learns."],
  ["value-is-the-reward", "value: target }", "value: last.reward }", "M_C holds r without γV'."],
  ["paper-value-not-rounded", "Math.round(answer.value.value)", "answer.value.value", "Paper fidelity has values between the integers."],
  ["experience-of-values", "parts.experience && good", "good", "A method without M_A writes it."],
  ["values-of-experience", "parts.values && target", "target", "A method without M_C writes it."],
  ["values-always-recalled", "context.parts.values ? await recallValues(state, context, n) : []", "await recallValues(state, context, n)", "A method without M_C recalls what it was given."],
  ["plans-kept-when-off", "settings.plans && ", "", "Plan memory grows where it is switched off."],
  ["verdict-swapped", "good: good === 1", "good: good === 0", "What turned out badly is encouraged."],
  ["first-paper-value-asked", "if (paper && n === 1)", "if (paper && n === 0)", "Paper fidelity asks for V(s_1)."],
  ["unusable-round-teaches", "if (last.title === null) return {};", "", "A round without an item is remembered."],
]);

// biome-ignore format: a fault a line
const actor = faultsIn("nodes/micro-act.ts", [
  ["actor-critics-k", "context.settings.caseCount", "context.settings.valueCount", "The Actor is shown as many cases as the Critic values."],
  ["actor-critics-threshold", "context.settings.caseDistance", "context.settings.valueDistance", "The Actor recalls with the Critic's threshold."],
  ["actor-state-before", "state.rounds, state.rounds.length + 1)", "state.rounds, state.rounds.length)", "Cases are recalled for the state before."],
  ["explore-without-seed", "`${settings.seed}/", "`", "The kinds to explore are the same for every seed."],
  ["explore-same-every-round", "${episode.user}/${round}`", "${episode.user}`", "The kinds to explore never change within an episode."],
  ["kinds-of-one-round-more", "settings.window ?? RECENT_ROUNDS", "(settings.window ?? RECENT_ROUNDS) + 1", "The category tool looks at a round more."],
  ["kinds-of-the-worlds-window", "settings.window ?? RECENT_ROUNDS", "mask.rules.window", "The category tool tells the world's own W."],
  ["grounding-ignores-mask", "ground(proposal, allowed)", "ground(proposal, () => true)", "A masked item is recommended."],
  ["shortlist-ignores-mask", "settings.shortlist, allowed)", "settings.shortlist, () => true)", "The Actor is shown items it may not take."],
  ["shortlist-without-plan", "plan || [", '"" || [', "The shortlist does not follow the plan."],
  ["cases-always-recalled", "const found = parts.experience ?", "const found = true ?", "A method without M_A recalls what it was given."],
  ["cases-without-critic", "cases: parts.experience ?", "cases: true ?", "Methods without a Critic are shown a section of cases."],
]);

// biome-ignore format: a fault a line
const planner = faultsIn("nodes/macro-plan.ts", [
  ["reflections-every-round", "episodeOf(state), [], 1)", "episodeOf(state), state.rounds, state.rounds.length + 1)", "Reflections are recalled by the current state, not by the episode's start."],
  ["planner-actors-k", "context.settings.reflections", "context.settings.caseCount", "K is the Actor's number of cases."],
  ["reflections-within-threshold", "maxDistance: 2", "maxDistance: context.settings.caseDistance", "Reflections are dropped by the Actor's threshold."],
  ["plans-critics-k", "k: context.settings.caseCount", "k: context.settings.valueCount", "Earlier plans are as many as the Critic's values."],
  ["plans-by-start", "episode, state.rounds, state.rounds.length + 1)", "episode, [], 1)", "Plans are recalled by the episode's start."],
  ["reflections-without-reflector", "if (!context.parts.reflections) return [];", "", "Methods without M_P recall from it."],
  ["plan-failure-keeps-old-plan", 'answer.value.plan : ""', "answer.value.plan : state.plan", "An unusable answer leaves the plan of the round before."],
]);

// biome-ignore format: a fault a line
const shown = faultsIn("nodes/observation.ts", [
  ["state-key-of-11", ".slice(-10)", ".slice(-11)", "A state key has 11 titles."],
  ["state-key-short-history", "episode, 10)", "episode, 9)", "A first state's key has 9 titles."],
  ["state-key-of-next", "rounds.slice(0, n - 1)", "rounds.slice(0, n)", "A state's key holds the item chosen in it."],
  ["quitting-round-rated", "r.accepted ? r.reward : null", "r.reward", "Roles see a rating of 0 where the person left."],
  ["history-of-ten", "settings.historyLength)", "10)", "The setting for the history shown is not used."],
  ["observation-of-another-user", "known?.user === user", "known !== undefined", "A kept observation serves another user."],
  ["round-budget-ignored", "settings.roundTokens", "1e9", "Prompts grow without bound."],
]);

// biome-ignore format: a fault a line
const step = faultsIn("nodes/environment-step.ts", [
  ["quit-is-rewarded", "reward: result.reward", "reward: result.worldReward", "The quitting round's reward counts."],
  ["quit-is-accepted", "accepted: !result.terminated", "accepted: true", "The quitting round counts in Len."],
  ["cut-off-is-a-quit", '? { kind: "limit", reason: null }', '? { kind: "quit", reason: null }', "A cut-off is recorded as a quit."],
  ["replaced-not-recorded", "replaced: action.replaced", "replaced: false", "The share of replaced proposals is 0."],
]);

// biome-ignore format: a fault a line
const ends = [
  ...faultsIn("nodes/reflect.ts", [
    ["len-counts-quit", "len: accepted.length", "len: state.rounds.length", "Len counts the round in which the user left."],
    ["reflector-told-left", 'left: end.kind === "quit"', "left: true", "The Reflector is told that everybody left."],
    ["clips-not-counted", "judged.filter((j) => j.clipped).length", "0", "Values out of range are not counted."],
    ["missing-value-after-quit", 'end.kind === "limit" ? judgements', 'end.kind !== "limit" ? judgements', "A quit counts as the Critic's fault."],
    ["frozen-test-reflects", " && writesMemories(context.settings, episode.split)", "", "A frozen test reflects, and pays for it."],
    ["failed-reflection-not-counted", "asked && reflection === null ? 1 : 0", "0", "Unusable answers of the Reflector are not counted."],
    ["reflection-at-last-round", "round: state.rounds.length + 1 }", "round: state.rounds.length }", "The Reflector's call has the address of another round."],
  ]),
  ...faultsIn("nodes/begin-episode.ts", [
    ["episode-number-off", "state.firstEpisode + state.cursor", "state.firstEpisode + state.cursor + 1", "Episodes are numbered from 2."],
    ["first-user-ignored", "(users.from + cursor)", "(cursor)", "Positions start at the split's first user."],
    ["rounds-not-cleared", "rounds: new Overwrite([])", "rounds: []", "An episode begins with the rounds of the one before."],
    ["user-of-any-split", "context.users[id]?.split === users.split", "true", "A test user trains."],
  ]),
  ...faultsIn("nodes/await-feedback.ts", [
    ["session-one-round-more", "round >= context.mask", "round > context.mask", "A session goes on beyond the limit."],
    ["session-leaver-rated", "stays ? feedback.rating : 0", "stays ? feedback.rating : 1", "Leaving earns a rating."],
  ]),
];

/** All of them. */
export const NODE_FAULTS = [...critic, ...actor, ...planner, ...shown, ...step, ...ends];
