/** Manifest of a world folder: what it holds, the constants of its user simulator, and a checksum for every file. */
import { z } from "zod";

/** Version of the folder format that is written. Format 2 is format 1 with a user model; a folder of another format is refused. */
export const FORMAT = 1;

const fileName = z.string().regex(/^[\w-]+\.(jsonl|npy)$/, "expected a plain file name ending in .jsonl or .npy");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
const vote = z.strictObject({ title: z.string().min(1), categories: z.array(z.string()).readonly(), reward: z.number().min(0) });

/** Rewards: a factor model, r = clip(mean + b_u + b_i + p_u·q_i, 1, rewardMax), or an imported users × items matrix. */
const RewardSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("factors"),
    /** μ of the model, in stars. */
    mean: z.number(),
    /** p_u, users × factors. */
    userFactors: fileName,
    /** q_i, items × factors. */
    itemFactors: fileName,
    /** b_u, users. */
    userBias: fileName,
    /** b_i, items. */
    itemBias: fileName,
  }),
  z.strictObject({ kind: z.literal("matrix"), file: fileName }),
]);

/** Distances: Euclidean between item vectors (items × dimensions), or an imported items × items matrix. */
const DistanceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("vectors"), file: fileName }),
  z.strictObject({ kind: z.literal("matrix"), file: fileName }),
]);

const RulesSchema = z.strictObject({
  window: z.int().min(0),
  beta: z.number().min(0),
  floor: z.number(),
  limit: z.int().min(1),
  repeats: z.enum(["leave", "allowed"]),
  firstRoundSafe: z.boolean(),
});

/** Bounds that `billp world check` holds a world to; fixed with the world, before any agent runs. */
const SanitySchema = z.strictObject({
  /** Users played: the first of the test split. */
  users: z.int().min(1),
  seed: z.int(),
  /** Allowed mean Len of the random policy. */
  randomLen: z.tuple([z.number(), z.number()]),
  /** Mean return of greedy is at most this share of the oracle's. */
  greedyShareOfOracle: z.number().min(0).max(1),
});

const FieldsSchema = z.strictObject({
  format: z.literal([1, 2]),
  name: z.string().regex(/^[a-z0-9][\w-]*$/i, "expected letters, digits, - and _"),
  version: z.int().min(1),
  noun: z.strictObject({ one: z.string().min(1), many: z.string().min(1) }),
  /** Where the data came from, and its licence as far as the source states one. */
  source: z.string(),
  counts: z.strictObject({ items: z.int().min(1), users: z.int().min(1), train: z.int().min(0), test: z.int().min(0) }),
  seeds: z.record(z.string(), z.int()),
  rules: RulesSchema,
  /** Format 2: name of the user model, and its constants beside it (worlds/user-models/ has their schemas). A world of format 1 has `window`. */
  userModel: z.looseObject({ id: z.string().min(1) }).optional(),
  rewardMax: z.number().positive(),
  /** Rewards are rounded to multiples of this many stars; 0: not rounded. */
  rewardStep: z.number().min(0).max(1),
  reward: RewardSchema,
  distance: DistanceSchema,
  /** Format 2: files of whole numbers that stand for multiples of this; other files hold the numbers themselves. */
  scales: z.record(fileName, z.number().positive()).optional(),
  example: z.strictObject({
    history: z.array(z.string()).readonly(),
    liked: z.array(vote).readonly(),
    disliked: z.array(vote).readonly(),
  }),
  sanity: SanitySchema,
  /** Figures of the making, for people: targets, what was reached, hold-out errors, dropped rows. */
  calibration: z.record(z.string(), z.unknown()),
  /** Every other file of the folder. */
  files: z.record(fileName, z.strictObject({ bytes: z.int().min(0), sha256 })),
  /** SHA-256 of this manifest as compact JSON without this field: constants are not edited, a change is a new version of the world. */
  checksum: sha256,
});

/** Schema of manifest.json. Unknown fields are refused. */
export const ManifestSchema = FieldsSchema.refine((m) => (m.format === 2) === (m.userModel !== undefined), {
  error: "is what format 2 has, and format 1 has not",
  path: ["userModel"],
}).refine((m) => m.format === 2 || m.scales === undefined, { error: "is of format 2", path: ["scales"] });

export type Manifest = z.output<typeof ManifestSchema>;

/** One line of items.jsonl. The line number (from 0) is the item's id. */
export const ItemLineSchema = z.strictObject({
  title: z.string().min(1),
  year: z.int().min(1000).max(3000).nullable(),
  categories: z.array(z.string().min(1)),
  /** Public quality prior in stars, rounded; where the source states one. */
  quality: z.number().optional(),
});

/** One line of users.jsonl. The line number (from 0) is the user's id; history holds item ids, oldest first, and ratings (format 2) their stars. */
export const UserLineSchema = z.strictObject({
  key: z.string().min(1),
  split: z.enum(["train", "test"]),
  history: z.array(z.int().min(0)),
  ratings: z.array(z.number().positive()).optional(),
});

export type ItemLine = z.output<typeof ItemLineSchema>;
export type UserLine = z.output<typeof UserLineSchema>;
