/** Faults in worlds: when people leave, what is masked, which item a title means. */
import { faultsIn } from "../fault.ts";

/** All of them. */
// biome-ignore format: a fault a line
export const WORLD_FAULTS = [
  ...faultsIn("worlds/simulator.ts", [
    ["window-one-more", "items.length - rules.window)", "items.length - rules.window - 1)", "A user compares with W + 1 rounds."],
    ["beta-inclusive", "< rules.beta)", "<= rules.beta)", "An item exactly β away is too much alike."],
    ["threshold-inclusive", "reward < rules.floor", "reward <= rules.floor", "A reward exactly at the threshold disappoints."],
    ["history-can-repeat", "(items.includes(item) || hasSeen(world, state.user, item))", "items.includes(item)", "An item of the history is no repeat."],
    ["dislike-before-similar", 'if (rules.repeats === "leave" && (items', 'if (reward < rules.floor) return "dislike";\n  if (rules.repeats === "leave" && (items', "The reasons of quits are in another order."],
    ["one-round-too-many", "next.items.length >= rules.limit", "next.items.length > rules.limit", "Episodes are cut off a round late."],
    ["quit-at-limit-is-cut-off", "truncated: reason === null && ", "truncated: ", "A user who leaves in the last round is also cut off."],
    ["mask-forgets-history", "!state.items.includes(item) && !hasSeen(world, state.user, item)", "!state.items.includes(item)", "Items of the history may be recommended."],
    ["mask-in-paper-world", 'if (rules.repeats === "allowed") return true;', "", "Repeats are masked where they are allowed."],
    ["first-round-safe-for-all", "rules.firstRoundSafe && items", "items", "No first round ends an episode."],
  ]),
  ...faultsIn("worlds/grounding.ts", [
    ["grounding-ties-reversed", "score <= last.score", "score < last.score", "Of equally near items the last is taken."],
    ["title-ignores-mask", "?.find(allowed)", "?.[0]", "A masked item is recommended by its title."],
    ["replaced-not-said", "{ item, replaced: true }", "{ item, replaced: false }", "A replaced proposal looks like the item named."],
    ["year-needed", "const keys = [full, short]", "const keys = [full]", "A title without its year is not found."],
  ]),
  ...faultsIn("worlds/categories.ts", [
    ["one-kind-to-explore", "i < 2 &&", "i < 1 &&", "Only one kind to explore is named."],
    ["recent-kinds-explored", "!recent.includes(c)", "c !== null", "A recent kind is named as one to explore."],
    ["no-window-all-recent", "window === 0 ? []", "window === -1 ? []", "Without a window all kinds are recent."],
  ]),
  ...faultsIn("worlds/reward-model.ts", [
    ["reward-below-one", "Math.max(1, sum)", "Math.max(0, sum)", "Rewards below 1 star."],
    ["item-bias-lost", " + (itemBias[item] as number)", "", "Items differ by taste alone."],
    ["odd-dimension-lost", "if (columns & 1) sum +=", "if (columns < 0) sum +=", "The last of an odd number of dimensions does not count."],
  ]),
  ...faultsIn("worlds/format/read.ts", [["popularity-counts-test", 'if (user.split === "train") for', 'for', "Popularity knows the test users."]]),
  ...faultsIn("worlds/build/people.ts", [
    ["liked-later-half", "liked.slice(0, Math.ceil(liked.length / 2))", "liked", "A history holds what should stay open."],
    ["rating-below-liking", "event.stars >= LIKED", "event.stars > LIKED", "A rating of 3.5 is no liking."],
  ]),
];
