/** Shape of an answer's schema, and reshaping of objects that mean it: other capitals, wrappers, objects and lists in a field's place. */
import type { z } from "zod";
import { type Form, formOf, formOfFields } from "./answer-methods.ts";
import { parseObject } from "./extract-json.ts";

/** A field of an answer. */
export interface Field {
  name: string;
  kind: "text" | "number" | "other";
  /** False where an empty text will do: what a model tells beside its answer. */
  essential: boolean;
  description: string;
}

/** What is known of a schema, made once. */
export interface Shape {
  form: Form;
  /** The form without what is told beside the answer; the form itself where nothing would be left, or all. */
  short: Form;
  fields: readonly Field[];
  /** The one essential field, where there is just one: an answer without a form can only mean it. */
  only: Field | undefined;
}

type Fields = Record<string, unknown>;
const shapes = new WeakMap<z.ZodType, Shape>();

/** The shape of a schema. */
export function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema);
  if (known) return known;
  const form = formOf(schema);
  const parts = (schema as Partial<z.ZodObject>).shape ?? {};
  const fields = Object.entries((form.json.properties ?? {}) as Record<string, Fields>).map(([name, field]): Field => {
    const kind = field.type === "string" ? "text" : field.type === "number" || field.type === "integer" ? "number" : "other";
    const part = parts[name] as z.ZodType | undefined;
    const essential = !["", undefined].some((nothing) => part?.safeParse(nothing).success);
    return { name, kind, essential, description: typeof field.description === "string" ? field.description : "" };
  });
  const essential = fields.filter((f) => f.essential);
  const short = essential.length === 0 || essential.length === fields.length;
  const names = essential.map((f) => f.name);
  const shape = {
    form,
    short: short ? form : formOfFields(form, names),
    fields,
    only: essential.length === 1 ? essential[0] : undefined,
  };
  shapes.set(schema, shape);
  return shape;
}

/** The object in the schema's shape, as far as it can be seen what is meant; undefined where it says nothing of the essential fields. */
export function reshape(object: Fields, shape: Shape, depth = 0): Fields | undefined {
  const found = fieldsOf(object, shape);
  if (shape.fields.every((f) => !f.essential || found[f.name] !== undefined)) return withEmpty(found, shape);
  if (depth > 3) return undefined;
  for (const value of [...WRAPPERS.map((name) => object[name]), ...Object.values(object)]) {
    const inner = typeof value === "string" ? parseObject(value) : Array.isArray(value) ? value[0] : value;
    const made = isObject(inner) ? reshape(inner, shape, depth + 1) : undefined;
    if (made) return made;
  }
  return undefined;
}

/** Where calls of functions written as text have their arguments; other wrappers may have any name. */
const WRAPPERS = ["arguments", "parameters", "args", "input"];

function fieldsOf(object: Fields, { fields }: Shape): Fields {
  const found: Fields = {};
  const entries = Object.entries(object).map(([key, value]) => [keyOf(key), value] as const);
  for (const field of fields) {
    const name = keyOf(field.name);
    const same = Object.hasOwn(object, field.name) ? object[field.name] : entries.find(([key]) => key === name)?.[1];
    // "movie_title", "next_plan"
    const value = same ?? (field.essential ? entries.find(([key]) => key.endsWith(name))?.[1] : undefined);
    const meant = meaning(value, field);
    if (meant !== undefined) found[field.name] = meant;
  }
  return found;
}

function withEmpty(found: Fields, { fields }: Shape): Fields {
  const texts = fields.filter((f) => f.kind === "text" && !f.essential);
  return { ...Object.fromEntries(texts.map((f) => [f.name, ""])), ...found };
}

/** What a value means in a field's place; undefined where it means nothing, as the words of a schema do. */
function meaning(value: unknown, field: Field): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const said = value.map((v) => meaning(v, field)).filter((v) => v !== undefined);
    if (field.kind !== "text" || field.name === "title") return said[0];
    return said.length > 0 ? said.join("; ") : undefined;
  }
  const named = Object.entries(value).map(([key, v]) => [keyOf(key), v] as const);
  const main = [keyOf(field.name), "name", "value", "text", "score"];
  const inner = main
    .map((key) => named.find(([k]) => k === key)?.[1])
    .find((v) => typeof v === "string" || typeof v === "number");
  if (inner !== undefined) return withYear(inner, named.find(([key]) => key === "year")?.[1]);
  if (field.kind !== "text" || field.name === "title" || named.some(([key]) => SCHEMA_WORDS.has(key))) return undefined;
  const words = named.map(([, v]) => v).filter((v) => typeof v === "string" || typeof v === "number");
  return words.length > 0 ? words.join(" ") : undefined;
}

const SCHEMA_WORDS = new Set(["type", "description", "properties", "required", "enum"]);

function withYear(name: string | number, year: unknown): string | number {
  return /^\d{4}$/.test(String(year)) && !String(name).includes(String(year)) ? `${name} (${year})` : name;
}

const keyOf = (key: string) => key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
