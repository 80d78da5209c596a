/** Identity of a run, as settings.json keeps it: written one way, read one way with one error, compared field by field. */

import { z } from "zod";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { renameFields, warnOldName } from "../../../core/old-names.ts";
import type { ResolvedSettings, SettingsInput } from "../../../core/settings.ts";
import { isRegistered } from "../../../methods/registry.ts";
import { resolveSettings } from "../../../methods/settings.ts";

/** What identifies a run; a resumed run must match it field by field. */
export interface RunIdentity {
  /** Id of the run; its threads are named by it. */
  readonly run: string;
  /** Id of the world, with its version. */
  readonly world: string;
  /** Every setting. A field that an older file lacks has its default, which is what runs did before there was the field. */
  readonly settings: ResolvedSettings;
  /** Hash of the memories that the run started from, as their lines in memory.jsonl; absent where it started from none. */
  readonly priorMemories?: string;
  /** Set when the run goes on from a fork of another. */
  readonly parent?: Parentage;
}

/** Where a run comes from that goes on from a fork. */
export interface Parentage {
  /** Id of the run that was forked. */
  readonly run: string;
  /** Id of the fork. */
  readonly fork: string;
  /** The episode that the fork played; those before it are the parent's, those after it were played anew. */
  readonly episode: number;
  /** The round at which the fork left, from 1. */
  readonly round: number;
  /** The changes of the fork, as they were given. */
  readonly overrides: readonly string[];
  /** Its stream of sampling seeds, see `seedOf`. */
  readonly stream: number;
}

const IdentitySchema = z.strictObject({
  run: z.string().min(1),
  world: z.string().min(1),
  settings: z.record(z.string(), z.unknown()),
  priorMemories: z.string().optional(),
  parent: z
    .strictObject({
      run: z.string(),
      fork: z.string(),
      episode: z.int().min(1),
      round: z.int().min(1),
      overrides: z.array(z.string()),
      stream: z.int().min(0),
    })
    .optional(),
});

/** The text of settings.json: the same identity gives the same bytes. */
export function identityText({ run, world, settings, priorMemories, parent }: RunIdentity): string {
  return `${JSON.stringify({ run, world, settings, priorMemories, parent }, null, 2)}\n`;
}

/**
 * Reads the text of settings.json; null where there is none.
 * @throws BillpError `run-folder` naming file and field, when it is missing, damaged, cut off, or has a field or value that is not known.
 */
export function parseIdentity(text: string | null, file: string): RunIdentity {
  if (text === null)
    throw new BillpError("run-folder", `${file} cannot be read: there is no such file.`, {
      hint: "Is this a folder made by `billp run --out`?",
    });
  const parsed = IdentitySchema.safeParse(withNewNames(jsonOf(text, file)));
  if (!parsed.success) throw damaged(file, parsed.error.issues.slice(0, 3).map(issueText).join("; "));
  const { priorMemories, parent, ...rest } = parsed.data;
  return {
    ...rest,
    settings: settingsOf(rest.settings, file),
    ...(priorMemories === undefined ? {} : { priorMemories }),
    ...(parent === undefined ? {} : { parent }),
  };
}

function settingsOf(stored: SettingsInput, file: string): ResolvedSettings {
  try {
    return resolveSettings(stored);
  } catch (error) {
    throw damaged(file, messageOf(error), error, unregistered(stored.method));
  }
}

/** What to do about a method of somebody's own that this process does not know; undefined for any other fault. */
function unregistered(method: unknown): string | undefined {
  if (typeof method !== "string" || isRegistered(method)) return undefined;
  return `If ${method} is a method of your own, load the module that defines it first: node --import ./mine.js … (docs/methods.md).`;
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, `not JSON, perhaps cut off (${messageOf(error)})`, error);
  }
}

function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `field ${path.join(".")}: ${message}`;
}

function damaged(file: string, what: string, cause?: unknown, hint?: string): BillpError {
  return new BillpError("run-folder", `${file} cannot be read: ${what}`, {
    hint:
      hint ??
      "Bring back the file as the run wrote it, from a copy. `billp run --out` with the same settings makes the same file in another folder.",
    cause,
  });
}

/** Fields of earlier versions under their names of today. */
function withNewNames(stored: unknown): unknown {
  if (typeof stored !== "object" || stored === null) return stored;
  const { settings, parent, ...rest } = stored as Record<string, unknown>;
  const named = renameFields(parent, { sets: "overrides" }, "a run's settings.json, parent");
  const found = { ...rest, settings, ...(named === undefined ? {} : { parent: named }) };
  if (typeof settings !== "object" || settings === null || !Object.hasOwn(settings, "given")) return found;
  warnOldName("the field `settings.given` of a run's settings.json", "`priorMemories`");
  const { given, ...own } = settings as Record<string, unknown>;
  return { priorMemories: given, ...found, settings: own };
}

/**
 * Checks that a run may be resumed as the wanted one.
 * @throws BillpError `resume-mismatch` naming every field that differs, with both values.
 */
export function checkSame(stored: RunIdentity, wanted: RunIdentity, file: string): void {
  const fieldsOf = ({ settings, priorMemories, world }: RunIdentity): Record<string, unknown> => ({
    ...settings,
    memories: priorMemories,
    "world version": world,
  });
  const [there, now] = [fieldsOf(stored), fieldsOf(wanted)];
  const fields = [...new Set([...Object.keys(there), ...Object.keys(now)])];
  const differing = fields.filter((f) => JSON.stringify(there[f]) !== JSON.stringify(now[f]));
  if (differing.length === 0) return;
  const show = (f: string) => `${f} (${JSON.stringify(there[f] ?? "none")} there, ${JSON.stringify(now[f] ?? "none")} now)`;
  throw new BillpError("resume-mismatch", `The run in ${file} has other settings: ${differing.map(show).join(", ")}`, {
    hint: "Resume with the settings (and the memories) it was started with, or name another folder with --out.",
  });
}
