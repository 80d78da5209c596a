/** Study from the command line: a shipped name, a file, or flags alone; and the command that gives the same study again. */
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import type { Operator } from "../../core/operator.ts";
import type { SettingsInput } from "../../core/settings.ts";
import { listStudies, loadStudy, parseStudy, type Study } from "../../experiments/studies/spec/spec.ts";
import { type LoadNamed, worldsForOperator, worldsOfRecords } from "../../worlds/format/named.ts";
import { fieldsOf } from "./fields.ts";
import { settingsFields } from "./run.ts";

/** Schema of the flags that say what is compared. */
export const StudyFlagsSchema = z.strictObject({
  methods: z.string().min(1).nullable().default(null).describe("Methods and policies with commas, in place of a study file."),
  worlds: z.string().min(1).nullable().default(null).describe("Worlds with commas: embedded ones or folders."),
  seeds: z
    .string()
    .regex(/^\d+(,\d+)*$/, "expected how many seeds (from 1), or a list with commas such as 3,7,11")
    .nullable()
    .default(null)
    .describe("Seeds: how many from 1, or a list with commas."),
  vary: z
    .array(z.string())
    .default([])
    .describe("A setting to go through, as NAME=VALUE,VALUE (names as in docs/settings.md): every arm with every value."),
  baseline: z.string().min(1).nullable().default(null).describe("Arm that all others are compared with. Default: the study's."),
  curve: z
    .string()
    .regex(/^\d+(,\d+)*$/, "expected numbers of training episodes with commas, such as 0,25,50")
    .nullable()
    .default(null)
    .describe("Learning curve of the baseline: training episodes after which the memory is frozen and the test played."),
  descriptive: z
    .boolean()
    .default(false)
    .describe("Play a study in which no difference could reach 5 % with so few seeds: it describes, and claims nothing."),
});

export type StudyFlags = z.output<typeof StudyFlagsSchema>;

/** Fields of these flags, from their schema. */
export const studyFields = () => fieldsOf(StudyFlagsSchema);

/** Settings that a study may have on the command line: what it turns itself is left out. */
export const studySettingsFields = () =>
  settingsFields().filter((f) => !["world", "method", "seed"].includes(f.path[0] as string));

/** Whether any of the study's flags was given. */
export function givesStudy(flags: StudyFlags): boolean {
  return Object.values(flags).some((value) => (Array.isArray(value) ? value.length > 0 : value !== null && value !== false));
}

/**
 * The study asked for. Settings given on the command line lie under those of its arms.
 * @throws BillpError `bad-study` or `bad-settings` for what cannot be a study.
 */
export function studyOf(name: string | null, given: SettingsInput, flags: StudyFlags): Study {
  const { world, seed, method } = given;
  const single = [world && "--world", seed !== undefined && "--seed", method && "--method"].filter((flag) => flag);
  if (single.length > 0)
    throw new BillpError(
      "bad-settings",
      `${single.join(", ")}: a study has several, say ${single.map((f) => `${f}s`).join(", ")}.`,
    );
  if (name !== null) return overlay(loadStudy(name), given, flags);
  if (flags.methods === null)
    throw new BillpError("bad-settings", "Nothing to compare: name a study, or methods with --methods.", {
      hint: `Shipped studies: ${listStudies().join(", ")}. Or, for example: --methods billp,react,act-only`,
    });
  const arms = listOf(flags.methods);
  const study = parseStudy(
    { title: "Comparison", question: `How do ${arms.join(", ")} compare?`, arms },
    "compare",
    "The comparison asked for by flags",
  );
  return overlay(study, given, { ...flags, methods: null });
}

/** Worlds of a study: those of the command line may be any path, those of a study's file only what lies below the working folder or BILLP_WORLDS. */
export function worldsOfStudy({ worlds }: { readonly worlds?: unknown }, operator: Operator): LoadNamed {
  const typed = typeof worlds === "string" ? listOf(worlds) : [];
  const [own, recorded] = [worldsForOperator(operator), worldsOfRecords(operator)];
  return (name) => (typed.includes(name) ? own : recorded)(name);
}

function overlay(study: Study, given: SettingsInput, flags: StudyFlags): Study {
  if (flags.methods !== null)
    throw new BillpError("bad-settings", "The methods of a study are its arms; --methods makes a study of its own.", {
      hint: "Leave out one of the two, or write a study file (docs/experiments.md).",
    });
  const { name, seeds, vary } = study;
  const varied = Object.fromEntries(flags.vary.map(varyOf));
  const asked = {
    ...(flags.worlds === null ? {} : { worlds: listOf(flags.worlds) }),
    ...(flags.seeds === null ? {} : { seeds: seedsOf(flags.seeds) }),
    ...(flags.descriptive ? { descriptive: true } : {}),
    ...(flags.baseline === null ? {} : { baseline: flags.baseline }),
    vary: { ...vary, ...varied },
  };
  const arms = study.arms.map(({ name: arm, ...rest }) => (arm === undefined ? rest : { name: arm, ...rest }));
  const full = { ...study, seeds, arms, settings: { ...study.settings, ...given }, ...asked };
  const curved =
    flags.curve === null ? full : { ...full, curve: { arms: [curveArm(full)], points: listOf(flags.curve).map(Number) } };
  return parseStudy(curved, name, `Study ${name} with what the command line adds`);
}

const curveArm = (study: Pick<Study, "baseline" | "arms">) => study.baseline ?? study.arms[0]?.name ?? study.arms[0]?.method;

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

function seedsOf(text: string): number | number[] {
  const numbers = listOf(text).map(Number);
  return numbers.length === 1 ? (numbers[0] as number) : numbers;
}

function varyOf(text: string): [string, (string | number | boolean)[]] {
  const [, name, values] = /^\s*([\w-]+)\s*=(.*)$/.exec(text) ?? [];
  if (name === undefined || listOf(values as string).length === 0)
    throw new BillpError("bad-settings", `--vary ${text}: expected NAME=VALUE,VALUE.`, {
      hint: "For example: --vary gamma=0,0.5,0.9",
    });
  const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [camel, listOf(values as string).map(typed)];
}

function typed(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
