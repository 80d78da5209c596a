/** Identity of a run, as settings.json keeps it: written one way, read one way with one error, compared field by field. */

import { z } from "zod";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { renameFields, warnOldName } from "../../../core/old-names.ts";
import { addressFault, type Operator } from "../../../core/operator.ts";
import { FIDELITY, type ResolvedSettings, type Settings, type SettingsInput } from "../../../core/settings.ts";
import { isRegistered } from "../../../methods/registry.ts";
import { resolveSettings, splitRecorded } from "../../../methods/settings.ts";
import { usesServer } from "../../../models/providers/server.ts";

/** What identifies a run; a resumed run must match it field by field. */
export interface RunIdentity {
  /** Id of the run; its threads are named by it. */
  readonly run: string;
  /** Id of the world, with its version. */
  readonly world: string;
  /** Every setting. A field that an older file lacks has its default, which is what runs did before there was the field. */
  readonly settings: ResolvedSettings;
  /** Address of the server that the run's models were asked at: a record for people, to which nothing is ever sent. Absent for the providers' own. */
  readonly server?: string;
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
  server: z.string().optional(),
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

/**
 * Settings as hashes take them, so that ids stay what they were: with the server's address where it stood when it was a setting, and `told`
 * only where it differs from what the fidelity says.
 */
export function hashedSettings({ told, ...settings }: Settings, server: string | null): Record<string, unknown> {
  const { world, method, model, models, embedding, ...before } = settings;
  const rest = told === null || told === FIDELITY.told[settings.fidelity] ? before : { ...before, told };
  return { world, method, model, models, embedding, baseUrl: server, ...rest };
}

/** The text of settings.json: the same identity gives the same bytes. */
export function identityText({ run, world, settings, server, priorMemories, parent }: RunIdentity): string {
  return `${JSON.stringify({ run, world, settings, server, priorMemories, parent }, null, 2)}\n`;
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
  const { priorMemories, parent, run, world } = parsed.data;
  const recorded = splitRecorded(parsed.data.settings);
  const server = parsed.data.server ?? recorded.server;
  return {
    run,
    world,
    settings: settingsOf(recorded.settings, file),
    ...(server === null ? {} : { server }),
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
  // Runs of earlier versions do not say the address that the environment named; their id tells whether one was chosen.
  const told = stored.server !== undefined || stored.run !== wanted.run;
  const asked = told && usesServer(wanted.settings);
  const fieldsOf = ({ settings, priorMemories, world, server }: RunIdentity): Record<string, unknown> => ({
    ...settings,
    ...(asked ? { server } : {}),
    memories: priorMemories,
    "world version": world,
  });
  const [there, now] = [fieldsOf(stored), fieldsOf(wanted)];
  const fields = [...new Set([...Object.keys(there), ...Object.keys(now)])];
  const differing = fields.filter((f) => JSON.stringify(there[f]) !== JSON.stringify(now[f]));
  if (differing.length === 0) return;
  const show = (f: string) => `${f} (${JSON.stringify(there[f] ?? "none")} there, ${JSON.stringify(now[f] ?? "none")} now)`;
  if (differing.includes("server") && stored.server !== undefined && wanted.server === undefined)
    throw noAddress(stored.server, file);
  throw new BillpError("resume-mismatch", `The run in ${file} has other settings: ${differing.map(show).join(", ")}`, {
    hint: "Resume with the settings (and the memories) it was started with, or name another folder with --out.",
  });
}

/**
 * Checks that the operator named a server, where the run's models were asked at one: the address in a run folder is a record, and no call goes
 * there because of it.
 * @throws BillpError `resume-mismatch` with the address, and how to give it.
 */
export function checkServerGiven(
  stored: Pick<RunIdentity, "server">,
  settings: ResolvedSettings,
  operator: Pick<Operator, "server">,
  where: string,
): void {
  if (stored.server !== undefined && operator.server === null && usesServer(settings)) throw noAddress(stored.server, where);
}

function noAddress(server: string, where: string): BillpError {
  const said = addressFault(server) === null ? server : "another server";
  return new BillpError(
    "resume-mismatch",
    `The models of the run in ${where} were asked at ${said}, and no server is named now.`,
    {
      hint: `An address in a run folder is a record, and nothing is sent there by itself. If it is the right one, give it: --base-url ${said} (or BILLP_BASE_URL); its key: BILLP_API_KEY.`,
    },
  );
}
