/** What roles are told of users with patience: nothing, words, or the rule with its constants. */
import { type Told, type ToldLevel, toldNothing } from "../../core/told.ts";
import type { Rules } from "../world.ts";
import type { PatienceParameters } from "./patience-parameters.ts";
import type { ModelData } from "./user-model.ts";

/** The words of a level. */
export function toldByPatience(
  world: Pick<ModelData, "noun" | "rewardMax">,
  rules: Rules,
  p: PatienceParameters,
  level: ToldLevel,
): Told {
  const { one, many } = world.noun;
  const nothing = toldNothing(one);
  if (level === "nothing") return nothing;
  const hint: Told = {
    person: [
      ...nothing.person,
      "They tire of kinds they were just offered, of some kinds sooner than of others; a rest brings a kind back.",
      `${many[0]?.toUpperCase()}${many.slice(1)} that bore or disappoint them use up their patience for good.`,
    ],
    recentKinds: `they may be tired of some of those, so that a further ${one} of them pleases less for now`,
    planning: "give kinds that tire them a rest before they come again",
    diagnosis: "did ratings of a kind fall when it came again soon, and which kinds could come often?",
  };
  return level === "hint" ? hint : { ...hint, person: [...hint.person, ...ruleOf(world, rules, p)] };
}

function ruleOf(
  { noun: { one }, rewardMax }: Pick<ModelData, "noun" | "rewardMax">,
  rules: Rules,
  p: PatienceParameters,
): string[] {
  const grows = p.exposure === "whole" ? "1" : "1 over the root of the number of its kinds";
  const patience =
    p.shape === null ? "1 for everybody" : `1 on average and differs between people (gamma distribution of shape ${p.shape})`;
  const kinds = p.categories.map((c) => `${c.name} ${c.weight}, ${c.tires}, ${c.keeps}`);
  return [
    `The rule: each kind has a tiredness, 0 at first.`,
    `The boredom of a ${one} is the sum over its kinds of share times speed times tiredness; the shares are the weights over their sum.`,
    `It is felt as a rested person would rate it, less ${p.boredomDrop} times its boredom, from 1 to ${rewardMax}.`,
    `A round uses up ${p.perRound}, plus ${p.boredomCost} times the boredom, plus ${p.shortfallCost} times what the felt rating lacks to ${p.aspiration}.`,
    `They leave when what is used up reaches their patience, which is ${patience}; the stay is cut off after ${rules.limit} rounds.`,
    `After each round every tiredness is multiplied by its kind's share kept, and grows by ${grows} for the kinds of the ${one}.`,
    `Kinds with weight, speed, share kept: ${kinds.join("; ")}.`,
  ];
}
