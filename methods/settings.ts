/** Schema, parser and resolver of the settings, with the registered methods and policies as the values of `method`. */
import { z } from "zod";
import { BillpError } from "../core/errors.ts";
import { FIDELITY, type ResolvedSettings, type Settings, type SettingsInput, settingsSchemaWith } from "../core/settings.ts";
import { isRegistered, playerNames } from "./registry.ts";

const expected = () =>
  `Invalid option: expected one of ${playerNames()
    .map((name) => `"${name}"`)
    .join("|")}`;

/**
 * Schema of a name of the registry. It asks the registry whenever it checks, and its JSON schema has the choices of that moment,
 * so that what was registered after this module was loaded counts.
 */
export const MethodNameSchema = z
  .string({ error: expected })
  .refine(isRegistered, { error: expected, abort: true })
  .meta({
    get enum() {
      return playerNames();
    },
  });

/** Schema of the settings as a person gives them. Plain JSON; unknown fields are refused. */
export const SettingsSchema = settingsSchemaWith(MethodNameSchema);

/**
 * Fills every field that follows the fidelity.
 * @throws BillpError `bad-settings` naming the field, what was given and what is allowed.
 */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const s = parseSettings(input);
  const paper = s.fidelity === "paper";
  const pick = <K extends "caseDistance" | "valueDistance" | "caseCount" | "valueCount" | "shortlist">(k: K): number =>
    s[k] ?? FIDELITY[k][s.fidelity];
  return {
    ...s,
    caseDistance: pick("caseDistance"),
    valueDistance: pick("valueDistance"),
    caseCount: pick("caseCount"),
    valueCount: pick("valueCount"),
    shortlist: pick("shortlist"),
    repeats: s.repeats ?? FIDELITY.repeats[s.fidelity],
    memory: s.memory ?? FIDELITY.memory[s.fidelity],
    batch: s.batch ?? (paper ? 10 : 0),
    told: s.told ?? FIDELITY.told[s.fidelity],
    window: s.window ?? (paper ? 4 : null),
  };
}

/**
 * Settings as an earlier version recorded them, when the server's address was one of them: the settings, and the address as a record of what
 * was used. Nothing is ever sent to it.
 */
export function splitRecorded<T>(stored: T): { readonly settings: T; readonly server: string | null } {
  if (typeof stored !== "object" || stored === null || !Object.hasOwn(stored, "baseUrl"))
    return { settings: stored, server: null };
  const { baseUrl, ...settings } = stored as unknown as { baseUrl: unknown };
  return { settings: settings as T, server: typeof baseUrl === "string" ? baseUrl : null };
}

/** Parses settings, turning a misfit into one sentence per field. */
export function parseSettings(input: unknown): Settings {
  const parsed = SettingsSchema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((i) => `${i.path.join(".") || "settings"}: ${i.message}`);
  throw new BillpError("bad-settings", `Settings are not usable: ${lines.join("; ")}`, {
    hint: "See `billp run --help` or docs/settings.md for every field, its range and default.",
  });
}
