/** Faults in worlds: when people leave, what is masked, which item a title means. */
import { faultsIn } from "./fault.ts";

/** All of them. */
// biome-ignore format: a fault a line
export const WORLD_FAULTS = [
  ...faultsIn("worlds/rules.ts", [
    ["paper-limit-in-test", 'paper && split === "train" ? PAPER', "paper ? PAPER", "The paper's training limit holds in the test."],
    ["first-round-never-safe", "firstRoundSafe: paper", "firstRoundSafe: false", "Paper fidelity lets the first round end the episode."],
    ["window-setting-ignored", "settings.window ?? ", "", "The quit window cannot be set."],
    ["limit-setting-ignored", "settings.limit ?? ", "", "The step limit cannot be set."],
    ["repeats-setting-ignored", "repeats: settings.repeats,", "", "Repeats follow the world, whatever the settings say."],
  ]),
  ...faultsIn("worlds/mask.ts", [
    ["mask-forgets-history", "!items.includes(item) && !hasSeen(users[user]?.history, item)", "!items.includes(item)", "Items of the history may be recommended, and are no repeat."],
    ["mask-forgets-episode", "!items.includes(item) && ", "", "An item may be recommended twice in an episode."],
    ["mask-in-paper-world", 'if (rules.repeats === "allowed") return { rules, allowed: () => true };', "", "Repeats are masked where they are allowed."],
  ]),
  ...faultsIn("worlds/user-models/window.ts", [
    ["window-one-more", "items.length - rules.window)", "items.length - rules.window - 1)", "A user compares with W + 1 rounds."],
    ["beta-inclusive", "< rules.beta)", "<= rules.beta)", "An item exactly β away is too much alike."],
    ["threshold-inclusive", "felt < rules.ratingThreshold", "felt <= rules.ratingThreshold", "A reward exactly at the threshold disappoints."],
    ["repeat-rule-not-told", 'repeats === "leave"\n', 'repeats !== "leave"\n', "Roles are told the wrong rule on repeats."],
    ["constants-in-hint", 'if (level !== "rule") return told;', 'if (level === "nothing") return told;', "A hint holds the world's constants."],
  ]),
  ...faultsIn("worlds/user-models/user-model.ts", [
    ["dislike-before-repeat", 'mask.allowed(state, item) ? left : "repeat"', 'left ?? (mask.allowed(state, item) ? null : "repeat")', "The reasons of quits are in another order."],
    ["one-round-too-many", "items.length >= rules.limit", "items.length > rules.limit", "Episodes are cut off a round late."],
    ["quit-at-limit-is-cut-off", "truncated: reason === null && ", "truncated: ", "A user who leaves in the last round is also cut off."],
    ["first-round-safe-for-all", "rules.firstRoundSafe && state", "state", "No first round ends an episode."],
    ["quit-keeps-reward", "reward: reason === null ? felt : 0", "reward: felt", "The round in which a user leaves is rewarded."],
    ["outlook-forgets-repeats", "if (!mask.allowed(state, items[i] as number))", "if (false)", "A ceiling takes a repeat for an item that can be had."],
  ]),
  ...faultsIn("worlds/user-models/patience.ts", [
    ["patience-of-the-run", "makeRandom(STREAM, seed, user, runSeed)", "makeRandom(STREAM, seed, runSeed)", "Everybody in a run brings the same patience."],
    ["patience-of-the-world", "makeRandom(STREAM, seed, user, runSeed)", "makeRandom(STREAM, seed, user)", "Every run seed meets the same patience."],
    ["patience-kept-over-seeds", "known?.seed !== seed", "known === undefined", "A second run seed meets the patience of the first."],
    ["boredom-unfelt", "const felt = clip(rested - boredomDrop * b);", "const felt = clip(rested);", "Boredom costs patience, and is in no rating."],
    ["shortfall-of-the-rested", "const missed = shortfall(felt);", "const missed = shortfall(rested);", "What boredom takes from a rating does not disappoint."],
    ["no-rest", "tired[c] = (keeps[c] as number) * (before.tired[c] as number);", "tired[c] = before.tired[c] as number;", "A rest brings nothing back."],
    ["rested-after-exposure", "+ exposure;", "+ exposure * (keeps[category[k] as number] as number);", "The kind just offered is rested before the next round."],
    ["leaves-late", "spent < patience(state) ? null", "before.spent < patience(state) ? null", "Users leave a round after their patience is spent."],
    ["tired-and-patience-exchanged", '2 * bored > spent ? "tired" : "patience"', '2 * bored > spent ? "patience" : "tired"', "The reasons of leaving are exchanged."],
  ]),
  ...faultsIn("worlds/grounding.ts", [
    ["grounding-ties-reversed", ".score < score", ".score <= score", "Of equally near items the last is taken."],
    ["title-ignores-mask", ".find(allowed)", "[0]", "A masked item is recommended by its title."],
    ["replaced-not-said", "{ item, replaced: true, because }", "{ item, replaced: false, because }", "A replaced proposal looks like the item named."],
    ["several-not-said", "meant.items.length > 1 ?", "meant.items.length > 9 ?", "One of several items is taken without a word."],
    ["masked-called-unknown", ' : "masked"', ' : "unknown"', "A title that may not be had now is recorded as no title of the catalogue."],
  ]),
  ...faultsIn("worlds/titles/title-index.ts", [
    ["year-needed", "[named, name],", "", "A title without its year is not found."],
    ["any-year-will-do", "year === null ? found", "year !== 0 ? found", "A film of another year is taken without a word."],
    ["case-before-writing", "({ form }) => written?.get(form) ?? [],", "", "Two titles that differ in Unicode's form alone are one."],
  ]),
  ...faultsIn("worlds/titles/spelling.ts", [
    ["marks-are-decoration", "(/([\\p{Script=Latin}\\p{Script=Greek}])[", "(/([\\p{L}])[", "Accents are dropped in every script: й becomes и."],
    ["marks-are-punctuation", "[^\\p{L}\\p{M}\\p{N}\\p{S}#%]", "[^\\p{L}\\p{N}\\p{S}#%]", "Marks of Indic words are dropped."],
    ["symbols-are-punctuation", "[^\\p{L}\\p{M}\\p{N}\\p{S}#%]", "[^\\p{L}\\p{M}\\p{N}]", "C++ becomes C."],
  ]),
  ...faultsIn("worlds/titles/no-item.ts", [
    ["kinds-are-titles", "return isKind(form) ||", "return", "A category named in the place of a title gets the item nearest to it."],
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
  ...faultsIn("worlds/format/write.ts", [
    ["world-not-read-back", "    await readWorld(temporary);\n", "", "A world is put in place that cannot be loaded."],
    ["old-world-removed-first", "  await rename(target, aside);", "  await rm(target, { recursive: true });", "A kill leaves neither the old world nor the new one."],
  ]),
  ...faultsIn("worlds/format/numbers.ts", [
    ["lopsided-distances", "Math.abs(there - back) >", "Math.abs(there - there) >", "Distances that are not symmetric are loaded."],
  ]),
  ...faultsIn("worlds/build/signal.ts", [
    ["noise-is-taste", "if (!(factors < globalMean))", "if (factors > 2 * globalMean)", "A world is made of noise."],
  ]),
  ...faultsIn("worlds/build/text.ts", [
    ["letters-replaced", 'const decoder = new TextDecoder(encoding, { fatal: true,', 'const decoder = new TextDecoder(encoding, { fatal: false,', "Letters of another encoding become U+FFFD."],
  ]),
  ...faultsIn("worlds/format/read.ts", [["popularity-counts-test", 'if (user.split === "train") for', 'for', "Popularity knows the test users."]]),
  ...faultsIn("worlds/build/people.ts", [
    ["liked-later-half", "liked.slice(0, Math.ceil(liked.length / 2))", "liked", "A history holds what should stay open."],
    ["rating-below-liking", "event.stars >= LIKED", "event.stars > LIKED", "A rating of 3.5 is no liking."],
  ]),
];
