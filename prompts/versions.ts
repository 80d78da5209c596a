/** Versions of the prompts: the number of each role, and a hash of all that the roles are told, made from values of nobody. */
import { z } from "zod";
import { sha256 } from "../core/hash.ts";
import type { Told } from "../core/told.ts";
import { ACTOR_VERSION, ActorAnswer, actorPrompt } from "./actor.ts";
import { CRITIC_VERSION, CriticAnswer, criticPrompt } from "./critic.ts";
import type { Message, Observation } from "./observation.ts";
import { PLANNER_VERSION, PlannerAnswer, plannerPrompt } from "./planner.ts";
import { REFLECTOR_VERSION, ReflectorAnswer, reflectorPrompt } from "./reflector.ts";

/** Digits of the hash that are shown. */
const DIGITS = 12;

let known: string | undefined;

/** What the paper's users have told of them, by what an item is called and whether repeats end a stay. */
export type ToldOf = (noun: Observation["noun"], rules: { readonly repeats: "leave" | "allowed" }) => Told;

/** Version of the prompts as one text, such as `planner 1, critic 1, actor 1, reflector 1, wording 0123456789ab`. */
export function promptsVersion(told: ToldOf): string {
  known ??= `planner ${PLANNER_VERSION}, critic ${CRITIC_VERSION}, actor ${ACTOR_VERSION}, reflector ${REFLECTOR_VERSION}, wording ${wording(told)}`;
  return known;
}

/** A change of a word changes it, whether or not somebody raised a number. */
function wording(told: ToldOf): string {
  const forms = [PlannerAnswer, CriticAnswer, ActorAnswer, ReflectorAnswer].map((form) => z.toJSONSchema(form));
  return sha256(JSON.stringify([samples(told), forms])).slice(0, DIGITS);
}

/** Every prompt with each of its parts there and away. */
function samples(told: ToldOf): Message[][] {
  return observations(told).flatMap((observation) => [
    ...[null, [{ plan: "plan", advantage: 1.005 }]].map((plans) =>
      plannerPrompt({ observation, reflections: ["lesson"], plans, example: { history: ["h"], liked: ["l"], disliked: ["d"] } }),
    ),
    ...[{ kind: "integer" as const }, { kind: "return" as const, max: 10, gamma: 0.5 }].map((scale) =>
      criticPrompt({ observation, remembered: [{ value: 1.005, distance: 0.1005 }], scale }),
    ),
    ...[true, false].map((all) =>
      actorPrompt({
        observation,
        plan: all ? "plan" : null,
        cases: all ? [{ title: "t", good: true, distance: 0.1005 }] : null,
        recent: ["r"],
        explore: ["e"],
        shortlist: all ? [{ title: "t", categories: ["c"] }] : null,
      }),
    ),
    ...[true, false].map((left) => reflectorPrompt({ observation, left, total: 1.005 })),
  ]);
}

function observations(told: ToldOf): Observation[] {
  const rounds = [
    { round: 1, plan: "plan", title: "t", categories: ["c"], rating: 3 },
    { round: 2, plan: null, title: "u", categories: [], rating: null },
  ];
  const noun = { one: "thing", many: "things" };
  return [true, false].map((repeatsEnd) => {
    return { noun, repeatsEnd, told: told(noun, { repeats: repeatsEnd ? "leave" : "allowed" }), history: ["h"], rounds };
  });
}
