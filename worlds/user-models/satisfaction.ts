/** User model `satisfaction`: how the last ratings felt decides how fast a fixed temper runs out. */
import { z } from "zod";
import { type Told, type ToldLevel, toldNothing } from "../../core/told.ts";
import type { UserState } from "../simulator.ts";
import type { Rules } from "../world.ts";
import { type ModelData, simulatorOf, type UserModel } from "./user-model.ts";

const SatisfactionSchema = z.strictObject({
  /** Temper that everybody brings (KuaiSim: 10). */
  temper: z.number().positive().default(10),
  /** The most that a round can cost of it (KuaiSim: 2). */
  most: z.number().positive().default(2),
  /** What a round costs somebody who is neither pleased nor displeased: thirty rounds of it are a temper. */
  perRound: z
    .number()
    .min(0)
    .default(1 / 3),
  /** Share of the satisfaction that is left after a round (RecSim's long-term satisfaction: 0.7). */
  memory: z.number().min(0).max(1).default(0.7),
  /** How much satisfaction, in stars, changes the cost of a round: by a factor e^(−sensitivity · satisfaction). */
  sensitivity: z.number().min(0).default(0.6),
  /** Rating, in stars, that neither pleases nor displeases. */
  aspiration: z.number().default(3.5),
});

export type SatisfactionParameters = z.output<typeof SatisfactionSchema>;

/** What a state of the model keeps: satisfaction z, in stars, and the share of the temper that is spent. */
interface SatisfactionState {
  readonly satisfaction: number;
  readonly spent: number;
}

/**
 * Satisfaction as a decaying sum of how far ratings were above or below the aspiration (after the long-term satisfaction environment of
 * RecSim, Ie et al. 2019), a fixed temper that rounds use up (after KuaiSim): z ← memory · z + (r − aspiration), then
 * H ← H + min(most, perRound · e^(−sensitivity · z)) / temper, left when H ≥ 1. Kinds play no part.
 */
export const satisfactionModel: UserModel<SatisfactionParameters> = {
  id: "satisfaction",
  parameters: SatisfactionSchema,
  simulate(world, rules, p) {
    const after = ({ satisfaction, spent }: SatisfactionState, felt: number): SatisfactionState => {
      const z = p.memory * satisfaction + (felt - p.aspiration);
      return { satisfaction: z, spent: spent + Math.min(p.most, p.perRound * Math.exp(-p.sensitivity * z)) / p.temper };
    };
    return simulatorOf(world, rules, {
      id: "satisfaction",
      fresh: (): SatisfactionState => ({ satisfaction: 0, spent: 0 }),
      react(state: UserState, item) {
        const felt = world.reward(state.user, item);
        const model = after(state.model as SatisfactionState, felt);
        return { felt, reason: model.spent < 1 ? null : "patience", model };
      },
      look({ user, model }, items) {
        const felt = Float64Array.from(items, (item) => world.reward(user, item));
        return { felt, spent: felt.map((rating) => after(model as SatisfactionState, rating).spent) };
      },
      stays: (spent) => (spent < 1 ? 1 : 0),
      told: (level) => toldBySatisfaction(world.noun, rules, p, level),
    });
  },
};

function toldBySatisfaction({ one, many }: ModelData["noun"], rules: Rules, p: SatisfactionParameters, level: ToldLevel): Told {
  const nothing = toldNothing(one);
  if (level === "nothing") return nothing;
  const constants =
    `The rule: satisfaction is 0 at first; each round it is multiplied by ${p.memory} and changes by the rating less ${p.aspiration}. ` +
    `A round then costs ${p.perRound} times e to the power of -${p.sensitivity} times the satisfaction, at most ${p.most}; ` +
    `they leave when ${p.temper} are used up, and the stay is cut off after ${rules.limit} rounds.`;
  return {
    person: [
      ...nothing.person,
      `Their patience runs out with every round, slowly while the last ${many} pleased them and fast while they did not, and does not come back.`,
      ...(level === "rule" ? [constants] : []),
    ],
    recentKinds: null,
    planning: `never let several ${many} in a row disappoint them`,
    diagnosis: "did several ratings in a row disappoint?",
  };
}
