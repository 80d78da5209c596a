/**
 * User model `patience`: people tire of kinds, feel it in their ratings, and leave when boredom, disappointment and rounds have used up the
 * patience they brought. Sources of its parts and what it is not: docs/user-models.md.
 */
import { drawErlang, erlangTail } from "../../core/erlang.ts";
import { makeRandom } from "../../core/random.ts";
import type { UserState } from "../simulator.ts";
import { itemCategories } from "./item-categories.ts";
import { type PatienceParameters, PatienceSchema, type PatienceState } from "./patience-parameters.ts";
import { toldByPatience } from "./patience-told.ts";
import { type ModelData, type Reactions, simulatorOf, type UserModel } from "./user-model.ts";

/** Sets the draws of patience apart from other draws that have the same seeds. */
const STREAM = 0x9a71e7ce;

/**
 * For an item with shares w_ic over its categories, in this order:
 * boredom b = Σ_c w_ic a_c s_c; felt rating r = clip(reward − κ b, 1, max); patience spent H ← H + h0 + ρ b + η max(0, aspiration − r),
 * left when H ≥ P; tiredness s_c ← m_c s_c, + 1 for the item's categories (1/√n each under `shared`).
 */
export const patienceModel: UserModel<PatienceParameters> = {
  id: "patience",
  parameters: PatienceSchema,
  seeded: true,
  simulate: (world, rules, p) =>
    simulatorOf(world, rules, {
      id: "patience",
      ...dynamics(world, p),
      stays: (spent) => (p.shape === null ? (spent < 1 ? 1 : 0) : erlangTail(spent, p.shape)),
      told: (level) => toldByPatience(world, rules, p, level),
    }),
};

/** P: the patience a user brings, mean 1. The same for every method and policy of a run seed; recomputed, and never kept in a state. */
export function patienceOf({ seed, shape }: Pick<PatienceParameters, "seed" | "shape">, user: number, runSeed: number): number {
  return shape === null ? 1 : drawErlang(makeRandom(STREAM, seed, user, runSeed), shape);
}

function dynamics(world: ModelData, p: PatienceParameters): Pick<Reactions, "fresh" | "react" | "look"> {
  const { perRound, boredomCost, shortfallCost, aspiration, boredomDrop } = p;
  const { start, category, share } = itemCategories(
    world,
    p.categories.map((c) => c.name),
    (c) => p.categories[c]?.weight as number,
  );
  const tires = Float64Array.from(p.categories, (c) => c.tires);
  const keeps = Float64Array.from(p.categories, (c) => c.keeps);
  const perStar = p.ratingStep > 0 ? Math.round(1 / p.ratingStep) : 0;
  const answered = (felt: number) => (perStar > 0 ? Math.round(felt * perStar) / perStar : felt);
  const clip = (rating: number) => Math.min(world.rewardMax, Math.max(1, rating));
  const shortfall = (felt: number) => shortfallCost * Math.max(0, aspiration - felt);

  /** Boredom of an item at a state. */
  function boredom(tired: readonly number[], item: number): number {
    let b = 0;
    for (let k = start[item] as number, end = start[item + 1] as number; k < end; k++) {
      const c = category[k] as number;
      b += (share[k] as number) * (tires[c] as number) * (tired[c] as number);
    }
    return b;
  }

  // The last patience drawn of each user: a step asks for it at every round.
  const drawn = new Map<number, { seed: number; patience: number }>();
  function patience({ user, seed }: UserState): number {
    let known = drawn.get(user);
    if (known?.seed !== seed) {
      known = { seed, patience: patienceOf(p, user, seed) };
      drawn.set(user, known);
    }
    return known.patience;
  }

  return {
    fresh: (): PatienceState => ({ tired: Array.from(tires, () => 0), spent: 0, bored: 0 }),
    react(state, item) {
      const before = state.model as PatienceState;
      const b = boredom(before.tired, item);
      const rested = world.reward(state.user, item);
      const felt = clip(rested - boredomDrop * b);
      const missed = shortfall(felt);
      const spent = before.spent + (perRound + boredomCost * b + missed);
      const bored = before.bored + (boredomCost * b + missed - shortfall(rested));
      const tired = new Array<number>(keeps.length);
      for (let c = 0; c < keeps.length; c++) tired[c] = (keeps[c] as number) * (before.tired[c] as number);
      const [from, end] = [start[item] as number, start[item + 1] as number];
      const exposure = p.exposure === "whole" ? 1 : 1 / Math.sqrt(end - from);
      for (let k = from; k < end; k++) tired[category[k] as number] = (tired[category[k] as number] as number) + exposure;
      const reason = spent < patience(state) ? null : 2 * bored > spent ? "tired" : "patience";
      return { felt: answered(felt), reason, model: { tired, spent, bored } };
    },
    look({ user, model }, items) {
      const { tired, spent: before } = model as PatienceState;
      const [felt, spent] = [new Float64Array(items.length), new Float64Array(items.length)];
      for (let i = 0; i < items.length; i++) {
        const item = items[i] as number;
        const b = boredom(tired, item);
        const rating = clip(world.reward(user, item) - boredomDrop * b);
        felt[i] = answered(rating);
        spent[i] = before + (perRound + boredomCost * b + shortfall(rating));
      }
      return { felt, spent };
    },
  };
}
