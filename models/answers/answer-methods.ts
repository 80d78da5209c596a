/** Structured-output methods (jsonSchema, functionCalling, jsonMode, text): how an answer in a schema's form is asked for and read back. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { Runnable } from "@langchain/core/runnables";
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { isOfflineSpec, type ResolvedSettings } from "../../core/settings.ts";

/** How an answer is asked for, decided. */
export type AnswersMethod = Exclude<ResolvedSettings["answers"], "auto">;

/** A schema made ready once for all calls that use it. */
export interface Form {
  /** Plain JSON schema: closed object, every field with its description. */
  json: Record<string, unknown>;
  /** Whether every field is required, which strict modes of servers demand. */
  strict: boolean;
  /** The same in words, for models that are only told. */
  words: string;
  /** Short fingerprint of `json` for the request hash. */
  key: string;
}

/** The method for a model: OpenAI's own address enforces schemas, of other servers only text is certain, and offline knows nothing else. */
export function methodFor(answers: ResolvedSettings["answers"], spec: string, customServer: boolean): AnswersMethod {
  if (isOfflineSpec(spec)) return "text";
  if (answers !== "auto") return answers;
  return spec.startsWith("openai:") && !customServer ? "jsonSchema" : "text";
}

/** Derives the {@link Form} of a schema. Callers keep it: deriving costs more than a call's whole plumbing. */
export function formOf(schema: z.ZodType): Form {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  const properties = (json.properties ?? {}) as Record<string, Record<string, unknown>>;
  for (const field of Object.values(properties)) for (const key of UNSUPPORTED) delete field[key];
  json.additionalProperties = false;
  return formFrom(json);
}

/** The form with some of its fields alone: for a short answer. */
export function formOfFields({ json }: Form, names: readonly string[]): Form {
  const has = (name: string) => names.includes(name);
  const properties = Object.entries((json.properties ?? {}) as object).filter(([name]) => has(name));
  return formFrom({
    ...json,
    properties: Object.fromEntries(properties),
    required: ((json.required ?? []) as string[]).filter(has),
  });
}

function formFrom(json: Record<string, unknown>): Form {
  const properties = (json.properties ?? {}) as Record<string, Record<string, unknown>>;
  const required = (json.required ?? []) as string[];
  const names = Object.keys(properties);
  return {
    json,
    strict: names.length > 0 && names.every((n) => required.includes(n)),
    words: wordsOf(properties, required),
    key: JSON.stringify(json),
  };
}

// OpenAI's strict schemas refuse some of these; our own check after the answer covers them all.
const UNSUPPORTED = ["minLength", "maxLength", "pattern", "format", "default"];

function wordsOf(properties: Record<string, Record<string, unknown>>, required: readonly string[]): string {
  const lines = Object.entries(properties).map(([name, field]) => {
    const type = Array.isArray(field.enum)
      ? field.enum.map((v) => JSON.stringify(v)).join(" or ")
      : String(field.type ?? "any value");
    const range = field.minimum !== undefined && field.maximum !== undefined ? `, ${field.minimum} to ${field.maximum}` : "";
    const optional = required.includes(name) ? "" : ", may be left out";
    return `- "${name}" (${type}${range}${optional})${field.description ? `: ${field.description}` : ""}`;
  });
  return `Answer with one JSON object and nothing else. Its fields, in this order:\n${lines.join("\n")}`;
}

/** Call-time options that make a model answer by a method; empty for `text`. */
export function optionsFor(method: AnswersMethod, form: Form, name: string): Record<string, unknown> {
  if (method === "jsonSchema")
    return { response_format: { type: "json_schema", json_schema: { name, schema: form.json, strict: form.strict } } };
  if (method === "jsonMode") return { response_format: { type: "json_object" } };
  return {};
}

/** The model made to answer through one function whose arguments are the form. */
export function withFunction(model: BaseChatModel, form: Form, name: string): Runnable {
  const tool = { type: "function" as const, function: { name, description: "Give the answer.", parameters: form.json } };
  if (model.bindTools) return model.bindTools([tool], { tool_choice: name });
  throw new BillpError("bad-model", `The ${model._llmType()} client cannot call functions.`, { hint: "Use --answers text." });
}
