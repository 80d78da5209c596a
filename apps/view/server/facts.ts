/** Settings of a run as they were in force: what is left to the world or to the provider is resolved, and says where it comes from. */
import { isOfflineSpec, modelOf, type ResolvedSettings, ROLES } from "../../../core/settings.ts";
import { parseOverrides } from "../../../experiments/forks/overrides.ts";
import { rolesOf } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import { rulesFor } from "../../../worlds/rules.ts";
import type { Rules, World } from "../../../worlds/world.ts";
import type { Fact, RunPage } from "./shapes.ts";

/** The rules of both splits. Null when the world is not there any more. */
export function rulesOf(world: Pick<World, "rules"> | null, settings: ResolvedSettings): { train: Rules; test: Rules } | null {
  if (world === null) return null;
  return { train: rulesFor(world.rules, settings, "train"), test: rulesFor(world.rules, settings, "test") };
}

/** Every setting with the value that was in force, then the constants of the world that decide when users leave. */
export function factsOf(settings: ResolvedSettings, rules: ReturnType<typeof rulesOf>): Fact[] {
  const own = Object.entries(settings).map(([name, value]): Fact => {
    if (name === "window" || name === "limit") return { name, ...ruleFact(settings[name], name, rules) };
    if (name === "train" && isPolicy(settings.method)) return { name, value: "0", from: "a policy plays the test alone" };
    if (name === "baseUrl" && value === null) return { name, value: addressOf(settings) };
    if (name === "models" && Object.keys(value as object).length === 0) return { name, value: "the same for every role" };
    return { name, value: typeof value === "string" ? value : value === null ? "not set" : JSON.stringify(value) };
  });
  if (rules === null) return own;
  const { beta, ratingThreshold } = rules.test;
  const world = { beta, ratingThreshold };
  return [...own, ...Object.entries(world).map(([name, value]): Fact => ({ name, value: String(value), from: "the world's" }))];
}

function ruleFact(set: number | null, name: "window" | "limit", rules: ReturnType<typeof rulesOf>): Omit<Fact, "name"> {
  if (set !== null) return { value: String(set) };
  if (rules === null) return { value: "the world's, which is not here" };
  const { train, test } = rules;
  if (train[name] === test[name]) return { value: String(test[name]), from: "the world's" };
  return { value: `${train[name]} in training, ${test[name]} in the test`, from: "the fidelity's, then the world's" };
}

/** Where models were asked when no address was set. The environment of a process that is over is not recorded. */
function addressOf(settings: ResolvedSettings): string {
  const asked = [...rolesOf(settings.method).map((role) => modelOf(settings, role)), settings.embedding];
  if (rolesOf(settings.method).length === 0) return "none: no model is asked";
  return asked.every(isOfflineSpec)
    ? "none: the models are in this process"
    : "not set: the provider's own, or that of the environment";
}

/** What a fork may set, by its key: for the episode alone, and with the later episodes played anew. */
export function changeable(settings: ResolvedSettings): RunPage["changeable"] {
  const keys = [...Object.keys(settings).map((name) => `settings.${name}`), ...ROLES.map((role) => `model.${role}`)];
  const allowed = (to: "episode" | "run") =>
    keys.filter((key) => {
      try {
        return parseOverrides([`${key}=x`], to).settings.length === 1;
      } catch {
        return false;
      }
    });
  return { episode: allowed("episode"), run: allowed("run") };
}
