/** Fields of a zod schema as a list, so that flags, help and docs say what the schema says and nothing is copied by hand. */
import { z } from "zod";

/** What a field takes. `list` is a flag that may be repeated. */
export type Kind = "integer" | "number" | "switch" | "choice" | "text" | "list";

/** One field of a schema, or one entry of an object field such as `models.actor`. */
export interface Field {
  /** Path within the settings, e.g. ["models", "actor"]. */
  readonly path: readonly string[];
  /** Flag without dashes, in kebab case, e.g. "actor-model". */
  readonly flag: string;
  readonly kind: Kind;
  /** What may be given, in words, e.g. "a whole number from 0 to 5". */
  readonly range: string;
  readonly choices: readonly string[];
  readonly description: string;
  /** The default as text; null when it is required, or when the description says what happens without it. */
  readonly default: string | null;
  readonly required: boolean;
  /** Checks a value; gives what is wrong with it, or null. */
  readonly check: (value: unknown) => string | null;
}

/** The part of JSON schema that our fields use. */
interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: z.ZodObject): Field[] {
  const json = z.toJSONSchema(schema, { io: "input" }) as { properties: Record<string, Node>; required?: string[] };
  return Object.entries(json.properties).flatMap(([name, node]) => {
    const required = json.required?.includes(name) ?? false;
    const part = schema.shape[name] as z.ZodType;
    if (node.properties === undefined)
      return [field([name], kebab(name), node, node, required, (value) => part.safeParse(value))];
    return Object.entries(node.properties).map(([key, inner]) => {
      const flag = kebab(`${key}-${name.replace(/s$/, "")}`);
      const described = { description: inner.description ?? `${node.description} (${key})` };
      return field([name, key], flag, inner, described, false, (value) => part.safeParse({ [key]: value }));
    });
  });
}

type Parse = (value: unknown) => { success: boolean; error?: z.ZodError };

function field(path: string[], flag: string, node: Node, about: Node, required: boolean, parse: Parse): Field {
  const inner = node.anyOf?.find((option) => option.type !== "null") ?? node;
  const complaint = (value: unknown) => complaintOf(parse, value);
  const kind = kindOf(inner);
  const range = rangeOf(kind, inner, complaint);
  const exact = kind === "integer" || kind === "number";
  return {
    path,
    flag,
    kind,
    range,
    choices: inner.enum ?? [],
    description: about.description ?? "",
    default: about.default == null || kind === "list" ? null : String(about.default),
    required,
    check(value) {
      const wrong = complaint(value);
      return wrong === null || (wrong !== "" && !exact) ? wrong : `expected ${range}`;
    },
  };
}

/** What the schema says is wrong with a value: null for nothing, empty when it cannot say (a refinement may throw on text it did not expect). */
function complaintOf(parse: Parse, value: unknown): string | null {
  try {
    const { success, error } = parse(value);
    return success ? null : (error?.issues[0]?.message ?? "");
  } catch {
    return "";
  }
}

function kindOf(node: Node): Kind {
  if (node.enum !== undefined) return "choice";
  if (node.type === "integer" || node.type === "number") return node.type;
  if (node.type === "boolean") return "switch";
  return node.type === "array" ? "list" : "text";
}

function rangeOf(kind: Kind, node: Node, complaint: (value: unknown) => string | null): string {
  if (kind === "choice") return `one of ${node.enum?.join(", ")}`;
  if (kind === "switch") return "given or not";
  if (kind === "list") return "may be repeated";
  if (kind === "integer" || kind === "number") {
    const noun = kind === "integer" ? "a whole number" : "a number";
    const bounded = node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER;
    return bounded ? `${noun} from ${node.minimum} to ${node.maximum}` : `${noun}, ${node.minimum} or more`;
  }
  if (node.format === "uri") return "an http or https address";
  if (node.pattern !== undefined) return (complaint("") || "text").replace(/^expected /, "");
  return "text";
}

/** `caseDistance` → `case-distance`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
