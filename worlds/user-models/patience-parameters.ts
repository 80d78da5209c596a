/** Constants of the user model `patience`, as a world stores them. What each means and where it comes from: docs/user-models.md. */
import { z } from "zod";

const CategorySchema = z.strictObject({
  name: z.string().min(1),
  /** Weight beside the other categories of an item; an item's weights are divided by their sum. */
  weight: z.number().positive(),
  /** a_c: boredom of one unit of tiredness. */
  tires: z.number().min(0),
  /** m_c: share of the tiredness that is left after a round. */
  keeps: z.number().min(0).max(1),
});

export const PatienceSchema = z.strictObject({
  /** Seed of the patience that people bring, with user and run seed. */
  seed: z.int(),
  /** Shape of the gamma distribution of patience, mean 1; 1: a leaving hazard; null: everybody has exactly 1. */
  shape: z.int().min(1).max(100).nullable(),
  /** h0: patience that a round costs anybody. */
  perRound: z.number().min(0),
  /** ρ: patience that a unit of boredom costs. */
  boredomCost: z.number().min(0),
  /** η: patience that a star below the aspiration costs. */
  shortfallCost: z.number().min(0),
  /** Felt rating, in stars, below which a round disappoints. */
  aspiration: z.number(),
  /** κ: stars by which a unit of boredom lowers the felt rating. */
  boredomDrop: z.number().min(0),
  /** Felt ratings are answered in multiples of this many stars; 0: as they are felt. */
  ratingStep: z.number().min(0).max(1),
  /** Tiredness that an item adds to each of its n categories: 1 (`whole`), or 1/√n (`shared`). */
  exposure: z.enum(["whole", "shared"]),
  /** Every category of the world's items, in the order of the state's `tired`. */
  categories: z
    .array(CategorySchema)
    .readonly()
    .refine((all) => new Set(all.map((c) => c.name)).size === all.length, "names a category twice"),
});

export type PatienceParameters = z.output<typeof PatienceSchema>;

/** What a state of the model keeps. */
export interface PatienceState {
  /** s_c ≥ 0 of every category. */
  readonly tired: readonly number[];
  /** H: patience spent. */
  readonly spent: number;
  /** The part of H that would not have been spent without boredom. */
  readonly bored: number;
}
