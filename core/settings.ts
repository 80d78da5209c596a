/**
 * Settings schema, with everything that decides a run: CLI flags and help, the Studio form, settings.json and docs/settings.md come from it.
 * Which names `method` takes is known to the registry of methods alone: methods/settings.ts makes the schema, and parses and resolves.
 */
import { z } from "zod";
import { TOLD_LEVELS } from "./told.ts";

export const ROLES = ["planner", "actor", "critic", "reflector"] as const;

export type Role = (typeof ROLES)[number];
export type Fidelity = "default" | "paper";

/** A field whose default follows the fidelity: null means "as the fidelity says", and `resolveSettings` (methods/settings.ts) fills it in. */
const byFidelity = <T extends z.ZodType>(schema: T, name: keyof typeof FIDELITY, text: string) =>
  schema
    .nullable()
    .default(null as never)
    .describe(`${text} Default: ${FIDELITY[name].default} (fidelity default), ${FIDELITY[name].paper} (fidelity paper).`);

/** Values of the fields that follow the fidelity. Sources and reasons: docs/fidelity.md. */
export const FIDELITY = {
  caseDistance: { default: 0.5, paper: 0.01 },
  valueDistance: { default: 0.5, paper: 0.1 },
  caseCount: { default: 3, paper: 1 },
  valueCount: { default: 3, paper: 1 },
  shortlist: { default: 20, paper: 0 },
  repeats: { default: "leave", paper: "allowed" },
  window: { default: "the world's", paper: 4 },
  limit: { default: "the world's", paper: "50 (train), the world's (test)" },
  memory: { default: "frozen", paper: "online" },
  batch: { default: "none (the lag rule)", paper: 10 },
  told: { default: "hint", paper: "nothing" },
} as const;

const modelName = z
  .string()
  .regex(
    /^(offline(:blind)?|(?!offline:)[a-z][\w-]*:.+)$/,
    "expected `offline`, `offline:blind` or `provider:model`, for example openai:gpt-4o-mini",
  );
const embeddingName = z
  .string()
  .regex(
    /^(offline|(?!offline:)[a-z][\w-]*:.+)$/,
    "expected `offline` or `provider:model`, for example openai:text-embedding-3-small",
  );

/** What to do about a field that only the operator may set: names that people try, in any spelling, and where each is given. */
const OPERATOR_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^(base|api|server|endpoint|host)[-_]?(url|uri|base|address)?$|^url$|^configuration$/i, "--base-url or BILLP_BASE_URL"],
  [/key|token|secret|password|auth|headers?$/i, "BILLP_API_KEY, or the provider's own variable"],
  [/^prices?$/i, "--price"],
  [/^budget([-_]?usd)?$/i, "--budget"],
  [/^(out|runs|folder|path|worlds?([-_]?(folder|path|dir))|cache[-_]?file)$/i, "--out, --runs or BILLP_WORLDS"],
];

/** The error for fields that are not settings; of those that are the operator's, it says whose they are and where they are given. */
export const unknownFields = (issue: { readonly code?: string; readonly keys?: readonly string[] }): string | undefined => {
  if (issue.code !== "unrecognized_keys") return undefined;
  const keys = issue.keys ?? [];
  const named = keys.flatMap((key) => {
    const where = OPERATOR_FIELDS.find(([name]) => name.test(key))?.[1];
    return where === undefined ? [] : [`${key} is for who runs billp to set, not for settings: leave it out (${where})`];
  });
  const other = keys.filter((key) => !OPERATOR_FIELDS.some(([name]) => name.test(key)));
  if (other.length > 0)
    named.push(`Unrecognized key${other.length > 1 ? "s" : ""}: ${other.map((k) => JSON.stringify(k)).join(", ")}`);
  return named.join("; ");
};

/** A closed object of settings: any other field is refused, with words for those that are the operator's. */
const closed = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, { error: unknownFields as never });

/** Schema of the settings as a person gives them. Plain JSON; unknown fields are refused. @param method Schema of a method's or policy's name. */
export const settingsSchemaWith = (method: z.ZodString) =>
  closed({
    world: z
      .string()
      .min(1)
      .default("films")
      .describe("World: embedded (films, films@2, films-spread@2), or your own (docs/worlds.md)."),
    method: method.default("billp").describe("Method or policy, see docs/methods.md."),
    model: modelName
      .default("offline")
      .describe(
        "Chat model of every role: `offline`, `offline:blind` (a control: the right form, no content) or `provider:model`.",
      ),
    models: z
      .strictObject({
        planner: modelName.describe("Chat model of the Planner."),
        actor: modelName.describe("Chat model of the Actor."),
        critic: modelName.describe("Chat model of the Critic."),
        reflector: modelName.describe("Chat model of the Reflector."),
      })
      .partial()
      .default({})
      .describe("Chat model of single roles, where it differs from `model`."),
    embedding: embeddingName.default("offline").describe("Embedding model: `offline` or `provider:model`."),
    answers: z
      .enum(["auto", "jsonSchema", "functionCalling", "jsonMode", "text"])
      .default("auto")
      .describe("How answers are asked for; auto: jsonSchema for OpenAI's own address, text for other servers."),
    temperature: z.number().min(0).max(2).default(0.5).describe("Sampling temperature of the roles (paper: 0.5)."),
    repairs: z
      .int()
      .min(0)
      .max(5)
      .default(2)
      .describe("How often an unusable answer is asked for again, with the reason it was unusable."),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1)
      .describe("Seed of everything random in a run."),
    train: z.int().min(0).max(100_000).default(100).describe("Training episodes (paper: 100)."),
    test: z.int().min(0).max(100_000).default(100).describe("Test episodes, one per test user in the world's order."),
    gamma: z.number().min(0).max(0.99).default(0.5).describe("Discount γ of the advantage (paper: 0.5)."),
    reflections: z.int().min(0).max(20).default(2).describe("Reflections K shown to the Planner (paper: 2)."),
    caseDistance: byFidelity(
      z.number().min(0).max(2),
      "caseDistance",
      "τ_A: a remembered case is used at a cosine distance of its state up to this.",
    ),
    valueDistance: byFidelity(
      z.number().min(0).max(2),
      "valueDistance",
      "τ_C: a remembered value is used at a cosine distance of its state up to this.",
    ),
    caseCount: byFidelity(z.int().min(0).max(20), "caseCount", "Remembered cases shown to the Actor at most."),
    valueCount: byFidelity(z.int().min(0).max(20), "valueCount", "Remembered values shown to the Critic at most."),
    plans: z
      .boolean()
      .default(false)
      .describe("Plan memory: past plans and what they were worth are shown to the Planner. Ours, not the paper's."),
    shortlist: byFidelity(z.int().min(0).max(100), "shortlist", "Catalogue items near the plan that the Actor is shown."),
    historyLength: z.int().min(1).max(100).default(15).describe("Titles of the history shown to the roles (paper: 15)."),
    roundTokens: z
      .int()
      .min(200)
      .max(100_000)
      .default(4000)
      .describe("Tokens of past rounds kept in a prompt; longest plans are dropped first (reference: 4000)."),
    repeats: byFidelity(
      z.enum(["leave", "allowed"]),
      "repeats",
      "What a repeated item does: ends the episode, or is allowed as in the paper.",
    ),
    window: byFidelity(z.int().min(0).max(100), "window", "Quit window W: rounds a new item is compared with."),
    limit: byFidelity(z.int().min(1).max(1000), "limit", "Step limit of an episode."),
    memory: byFidelity(z.enum(["frozen", "online"]), "memory", "Memories during the test: frozen, or growing as in the paper."),
    lag: z
      .int()
      .min(1)
      .max(10_000)
      .default(32)
      .describe("S: episode k sees what episodes 1..k-S wrote. Unused when `batch` is set."),
    batch: byFidelity(
      z.int().min(0).max(10_000),
      "batch",
      "Publication by batches of this many episodes (reference: 10); 0: by `lag`.",
    ),
    told: byFidelity(
      z.enum(TOLD_LEVELS),
      "told",
      "What roles are told of the person: that they may leave, what uses them up in words, or the rule with the world's constants.",
    ),
    fidelity: z
      .enum(["default", "paper"])
      .default("default")
      .describe(
        "`paper`: the paper's and the reference's constants and permissions; `default`: with the repairs of docs/fidelity.md.",
      ),
  });

/** Settings as given (fields that follow the fidelity may be null). */
export type SettingsInput = z.input<ReturnType<typeof settingsSchemaWith>>;
export type Settings = z.output<ReturnType<typeof settingsSchemaWith>>;

type Filled =
  | "caseDistance"
  | "valueDistance"
  | "caseCount"
  | "valueCount"
  | "shortlist"
  | "repeats"
  | "memory"
  | "batch"
  | "told";
/** Settings with every field decided, except `window` and `limit`, whose null means the world's own. */
export type ResolvedSettings = Omit<Settings, Filled> & { [K in Filled]: NonNullable<Settings[K]> };

/** Chat models in this process, which cost nothing: the rules, and a control that has the right form and no content. */
export const OFFLINE_MODELS = ["offline", "offline:blind"] as const;

/** Whether a model's specification names one in this process: free, without limits, retries or a cache. */
export function isOfflineSpec(spec: string): boolean {
  return spec === "offline" || spec.startsWith("offline:");
}

/** The model that a role of the usage stands for, embeddings (`embedding`) included. */
export function specOfRole(settings: Pick<Settings, "model" | "models" | "embedding">, role: string): string {
  return role === "embedding" ? settings.embedding : modelOf(settings, role as Role);
}

/** The model of a role: its own if named, else the common one. */
export function modelOf(settings: Pick<Settings, "model" | "models">, role: Role): string {
  return settings.models[role] ?? settings.model;
}
