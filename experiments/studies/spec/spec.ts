/** Study spec: one YAML file, or the same given by flags. Everything that decides its result, and nothing of how it is carried out. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Document, LineCounter, parseDocument, visit } from "yaml";
import { z } from "zod";
import { BillpError, messageOf } from "../../../core/errors.ts";
import { packageFile } from "../../../core/package-files.ts";
import { unknownFields } from "../../../core/settings.ts";
import { MethodNameSchema, SettingsSchema } from "../../../methods/settings.ts";

/** A field without its default: zod would fill it in, and what was not said must not cover what was said elsewhere. */
const plain = (field: z.ZodType): z.ZodType => (field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field);

const { world: _world, seed: _seed, ...shape } = SettingsSchema.shape;
/** Settings that a study or an arm may lay over the defaults: all but those which the study itself turns. */
const ArmSettingsSchema = z.strictObject(
  Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, plain(field).optional()])) as unknown as {
    [K in keyof typeof shape]: z.ZodOptional<z.ZodType<z.input<(typeof shape)[K]>>>;
  },
  { error: unknownFields as never },
);

/** What a run starts from, when it does not learn for itself. */
const MemoriesSchema = z.strictObject({
  from: z
    .string()
    .min(1)
    .describe("Arm whose run of the same seed the memories are taken from; its training is what was learned."),
  upTo: z.int().min(0).optional().describe("Only entries of the first so many training episodes."),
  change: z.enum(["shuffled"]).optional().describe("shuffled: the same entries with their states permuted within each memory."),
  world: z.enum(["same", "other"]).default("same").describe("other: from the same arm on the study's next world."),
});

const ArmSchema = ArmSettingsSchema.extend({
  name: z.string().min(1).max(60).optional().describe("Name in tables; default: the method."),
  method: MethodNameSchema,
  memories: MemoriesSchema.optional().describe("Start from another arm's memories; such an arm does not train."),
});

const method = MethodNameSchema.transform((name): z.output<typeof ArmSchema> => ({ method: name }));

const CurveSchema = z.strictObject({
  arms: z.array(z.string()).min(1).describe("Arms that learn."),
  points: z.array(z.int().min(0)).min(1).describe("Training episodes after which the memory is frozen and the test played."),
});

/** Schema of a study file. */
export const StudySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "expected small letters, digits and hyphens")
    .optional()
    .describe("Name of its folder; default: the file's."),
  title: z.string().min(1).max(120).describe("Title of the report."),
  question: z.string().min(1).describe("What is to be settled, in a sentence or two."),
  worlds: z.array(z.string().min(1)).min(1).default(["films"]).describe("Worlds, each compared by itself."),
  seeds: z
    .union([
      z
        .int()
        .min(1)
        .max(1000)
        .transform((n) => Array.from({ length: n }, (_, i) => i + 1)),
      z.array(z.int().min(0)).min(1),
    ])
    .default([1, 2, 3, 4, 5])
    .describe("Seeds as a list, or how many from 1."),
  settings: ArmSettingsSchema.default({}).describe("Settings of every arm, see docs/settings.md."),
  arms: z
    .array(z.union([method, ArmSchema]))
    .min(1)
    .describe("What is compared: a method's name, or method and settings."),
  vary: z
    .record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()])).min(1))
    .default({})
    .describe("Settings to go through: every arm with every value (all combinations)."),
  baseline: z.string().optional().describe("Arm all others are compared with; default: the first of its group."),
  descriptive: z
    .boolean()
    .optional()
    .describe("Play it though no difference could reach 5 % with so few seeds: it describes, and claims nothing."),
  curve: CurveSchema.optional().describe("Learning curve: the test played with memories frozen after so many episodes."),
});

export type StudyInput = z.input<typeof StudySchema>;
export type ArmSpec = z.output<typeof ArmSchema>;
/** A study, checked. `name` is always there. */
export type Study = z.output<typeof StudySchema> & { readonly name: string };

/** Checks a study made in code or from flags. @throws BillpError `bad-study` naming every field that is wrong. */
export function parseStudy(
  value: unknown,
  name = "study",
  where = "The study",
  lineOf: (path: PropertyKey[]) => string = () => "",
): Study {
  const parsed = StudySchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, name: parsed.data.name ?? name };
  const lines = parsed.error.issues.map((i) => `${lineOf(i.path)}${i.path.join(".") || "study"}: ${complaint(i)}`);
  throw new BillpError("bad-study", `${where} is not usable: ${lines.join("; ")}`, {
    hint: "docs/experiments.md explains every field; experiments/studies/shipped/ has examples.",
  });
}

/** A union's own message says nothing; the branch that came furthest does. */
function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_union") return issue.message;
  const furthest = issue.errors.flat().sort((a, b) => b.path.length - a.path.length)[0];
  if (furthest === undefined) return issue.message;
  return `${furthest.path.length === 0 ? "" : `${furthest.path.join(".")}: `}${complaint(furthest)}`;
}

/** Folder of the studies that come with billp. */
function shipped(): { folder: string; names: string[] } {
  const folder = packageFile("experiments/studies/shipped");
  const names = readdirSync(folder).filter((f) => f.endsWith(".yaml"));
  return { folder, names: names.map((f) => basename(f, ".yaml")).sort() };
}

/** Names of the studies that come with billp. */
export function listStudies(): string[] {
  return shipped().names;
}

/** Reads a study file, or a shipped study by its name. @throws BillpError `bad-study` with file, line and field. */
export function loadStudy(nameOrFile: string): Study {
  const { folder, names } = shipped();
  const file = names.includes(nameOrFile) ? join(folder, `${nameOrFile}.yaml`) : nameOrFile;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new BillpError("bad-study", `${nameOrFile} is neither a study file nor a shipped study: ${messageOf(cause)}`, {
      hint: `Shipped: ${names.join(", ")}.`,
    });
  }
  return readStudy(text, file);
}

/** Reads the text of a study file. */
export function readStudy(text: string, file: string): Study {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = [...document.errors, ...document.warnings]; // an unknown tag is a warning there, and would be read as something else
  if (error !== undefined)
    throw new BillpError("bad-study", `${file}:${lines.linePos(error.pos[0]).line} is not YAML: ${error.message}`);
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const { line } = lines.linePos(alias.range?.[0] ?? 0);
      throw new BillpError(
        "bad-study",
        `${file}:${line}: *${alias.source} refers to nothing that was named before by &${alias.source}.`,
      );
    },
  });
  const lineOf = (path: PropertyKey[]) => {
    for (let end = path.length; end > 0; end--) {
      const node = document.getIn(path.slice(0, end), true) as { range?: [number, number, number] } | undefined;
      if (node?.range !== undefined) return `line ${lines.linePos(node.range[0]).line}, `;
    }
    return "";
  };
  const name = basename(file)
    .replace(/\.ya?ml$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-");
  return parseStudy(plainOf(document, file), name, file, lineOf);
}

/** The document's value; an alias of nothing, or of itself again and again, is found out here. */
function plainOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new BillpError("bad-study", `${file} is not usable: ${messageOf(error)}`, {
      hint: "A study file needs no YAML anchors or aliases; write the values out.",
    });
  }
}
