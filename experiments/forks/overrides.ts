/** Overrides of a fork as people write them: `plan=…`, `settings.gamma=0.9`, `model.actor=…`, `memory.drop=ID`. */
import { BillpError } from "../../core/errors.ts";
import { nearestNames } from "../../core/near-names.ts";
import { type ResolvedSettings, ROLES, unknownFields } from "../../core/settings.ts";
import { MEMORY_NAMES, type Memories } from "../../memory/entries.ts";
import { isPolicy } from "../../methods/registry.ts";
import { resolveSettings, SettingsSchema } from "../../methods/settings.ts";

/** The changes of a fork, read. */
export interface Overrides {
  /** The plan of the round; null leaves the Planner's. */
  readonly plan: string | null;
  /** Settings by path, such as `["models", "actor"]`. */
  readonly settings: readonly { readonly path: readonly [string] | readonly [string, string]; readonly text: string }[];
  /** Entries to drop, as written. */
  readonly drops: readonly string[];
}

/** They say which world and which users are played: another value is another run and no fork. */
const FIXED = ["world", "train", "test"];
/** They decide only what later episodes see. */
const LATER = ["lag", "batch"];

/**
 * Reads changes.
 * @param to whether later episodes are played anew, or the episode alone.
 * @throws BillpError `bad-settings` for a key that is unknown or not allowed.
 */
export function parseOverrides(texts: readonly string[], to: "run" | "episode"): Overrides {
  const plans: string[] = [];
  const settings: Overrides["settings"][number][] = [];
  const drops: string[] = [];
  for (const text of texts) {
    const at = text.indexOf("=");
    if (at < 1) throw refused(`--set ${text} is not of the form key=value.`);
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    if (key === "plan") plans.push(value);
    else if (key === "memory.drop") drops.push(value);
    else settings.push({ path: pathOf(key, to), text: value });
  }
  if (plans.length > 1) throw refused("A round has one plan, and two are given.");
  if (plans[0] !== undefined && plans[0].trim() === "") throw refused("The plan is empty.");
  return { plan: plans[0] ?? null, settings, drops };
}

/** Changes as forks.jsonl has them: an address that an earlier version took as a setting is passed over; nothing is sent there. */
export function recordedOverrides(texts: readonly string[]): Overrides {
  return parseOverrides(
    texts.filter((text) => !text.startsWith("settings.baseUrl=")),
    "run",
  );
}

function pathOf(key: string, to: "run" | "episode"): readonly [string] | readonly [string, string] {
  const [first, second, third, ...more] = key.split(".");
  const path = first === "settings" ? [second, third] : first === "model" ? (second ? ["models", second] : ["model"]) : [];
  const [name, inner] = path as [string?, string?];
  const fields = Object.keys(SettingsSchema.shape);
  const known = name !== undefined && fields.includes(name) && more.length === 0 && (first === "settings" || third === undefined);
  if (!known && first === "settings") {
    const operators = unknownFields({ code: "unrecognized_keys", keys: [name ?? ""] });
    if (operators?.includes("for who runs billp")) throw refused(`A fork cannot set ${key}: ${operators}.`);
  }
  if (!known) {
    const keys = ["plan", "memory.drop", "model", ...ROLES.map((r) => `model.${r}`), ...fields.map((f) => `settings.${f}`)];
    throw refused(
      `A fork cannot set ${key}.`,
      `Near to it: ${nearestNames(key, keys).join(", ")}. All settings: docs/settings.md.`,
    );
  }
  if (FIXED.includes(name)) throw refused(`A fork cannot set ${key}: that would be another run.`, "Play it with `billp run`.");
  if (name === "seed" && to === "run")
    throw refused(`${key} decides who is played later: that would be another run.`, "Leave away --to run.");
  if (LATER.includes(name) && to === "episode")
    throw refused(`${key} decides only what later episodes see.`, "Play them anew: --to run.");
  if ((name === "models") !== (inner !== undefined) || (name === "models" && !(ROLES as readonly string[]).includes(inner ?? "")))
    throw refused(`A fork cannot set ${key}.`, `Models of roles: ${ROLES.map((r) => `model.${r}`).join(", ")}.`);
  return inner === undefined ? [name] : [name, inner];
}

/** The settings with the changes. @throws BillpError `bad-settings` for a value that does not fit. */
export function settingsWith(settings: ResolvedSettings, overrides: Pick<Overrides, "settings">): ResolvedSettings {
  let changed: Record<string, unknown> = { ...settings };
  for (const { path, text } of overrides.settings) {
    const [name, inner] = path;
    const value = settingOf(name, inner, text);
    changed = { ...changed, [name]: inner === undefined ? value : { ...(changed[name] as object), [inner]: value } };
  }
  const resolved = resolveSettings(changed);
  if (isPolicy(resolved.method)) throw refused(`A fork cannot become ${resolved.method}, a policy without a model.`);
  return resolved;
}

/** The value as the field takes it: as JSON where that fits (numbers, true, null), else as text. */
function settingOf(name: string, inner: string | undefined, text: string): unknown {
  const field = SettingsSchema.shape[name as keyof typeof SettingsSchema.shape];
  for (const value of [fromJson(text), text]) {
    if (value === undefined) continue; // no JSON; the schema would take its default for it
    const parsed = field.safeParse(inner === undefined ? value : { [inner]: value });
    if (parsed.success) return value;
    if (value === text)
      throw refused(
        `${[name, inner].filter(Boolean).join(".")} cannot be ${JSON.stringify(text)}: ${parsed.error.issues[0]?.message}.`,
        "Ranges: docs/settings.md.",
      );
  }
  return text;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is left of the memories, and the names of what is dropped. */
export interface Dropped {
  readonly kept: Partial<Memories>;
  /** As `memory:id`, in the order of the memories. */
  readonly dropped: readonly string[];
}

/**
 * Drops entries by `memory:id`, by `id` (from every memory that has it), or all of a memory by `memory:*`.
 * @param sees the last episode whose entries the forked one sees: only those can be dropped.
 * @throws BillpError `bad-input` for an id that it does not see.
 */
export function dropFrom(memories: Memories, visibleUpTo: number, drops: readonly string[]): Dropped {
  const names = MEMORY_NAMES.flatMap((memory) =>
    memories[memory].filter((e) => e.episode <= visibleUpTo).map(({ id }) => ({ memory, id, name: `${memory}:${id}` })),
  );
  const dropped = new Set<string>();
  for (const drop of drops) {
    const found = names.filter(({ memory, id, name }) => drop === name || drop === id || drop === `${memory}:*`);
    if (found.length === 0)
      throw unseen(
        drop,
        visibleUpTo,
        names.map((n) => n.name),
      );
    for (const { name } of found) dropped.add(name);
  }
  const touched = MEMORY_NAMES.filter((memory) => [...dropped].some((name) => name.startsWith(`${memory}:`)));
  const keep = (memory: keyof Memories) =>
    (memories[memory] as readonly { id: string }[]).filter((e) => !dropped.has(`${memory}:${e.id}`));
  return {
    kept: Object.fromEntries(touched.map((m) => [m, keep(m)])),
    dropped: names.map((n) => n.name).filter((n) => dropped.has(n)),
  };
}

function unseen(drop: string, visibleUpTo: number, names: readonly string[]): BillpError {
  const seen = visibleUpTo === 0 ? "nothing that an episode wrote" : `what episodes 1 to ${visibleUpTo} wrote`;
  return new BillpError("bad-input", `memory.drop=${drop}: the episode does not see such an entry; it sees ${seen}.`, {
    hint: names.length === 0 ? "It sees no entry at all." : `Near to it: ${nearestNames(drop, names).join(", ")}.`,
  });
}

function refused(message: string, hint = "See `billp fork --help`."): BillpError {
  return new BillpError("bad-settings", message, { hint });
}
