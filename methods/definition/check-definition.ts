/** Checks of a definition before it is registered: the form, and that roles and memories belong together. */
import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import {
  METHOD_MEMORIES,
  type Method,
  type MethodMemory,
  OPTIONAL_ROLES,
  type OptionalRole,
  POLICY_KNOWLEDGE,
  type Policy,
} from "./definition.ts";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a lower-case letter, then up to 39 lower-case letters, digits or hyphens");
const sentence = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^\n\r]*$/, "one line");
const unique = <T>(items: readonly T[]) => new Set(items).size === items.length;

const MethodSchema = z.strictObject({
  name,
  summary: sentence,
  roles: z.array(z.enum(OPTIONAL_ROLES)).refine(unique, "each role once; the Actor is always there"),
  memories: z.array(z.enum(METHOD_MEMORIES)).refine(unique, "each memory once"),
  caution: sentence.optional(),
});

const PolicySchema = z.strictObject({
  name,
  summary: sentence,
  knows: z.enum(POLICY_KNOWLEDGE),
  start: z.custom<Policy["start"]>((value) => typeof value === "function", "a function that begins an episode"),
  ceiling: z.boolean().optional(),
  seeded: z.boolean().optional(),
  caution: sentence.optional(),
});

/** The role that fills each memory. */
const WRITER: Readonly<Record<MethodMemory, OptionalRole>> = { reflections: "reflector", experience: "critic", values: "critic" };

/**
 * A frozen copy of the definition.
 * @throws BillpError `bad-settings` for a misfit, a memory that no role of the method fills or reads, or a role that fills none.
 */
export function checkMethod(method: Method): Method {
  const { roles, memories, ...rest } = checked(MethodSchema, method, "method") as Method;
  const why = contradictionIn(roles, memories);
  if (why !== null) throw refused("method", method.name, why);
  return Object.freeze({ ...rest, roles: Object.freeze([...roles]), memories: Object.freeze([...memories]) });
}

/** Why roles and memories do not belong together; null when they do. */
function contradictionIn(roles: readonly OptionalRole[], memories: readonly MethodMemory[]): string | null {
  const orphan = memories.find((memory) => !roles.includes(WRITER[memory]));
  if (orphan !== undefined) return `the memory "${orphan}" is filled by the ${WRITER[orphan]}, which it has not`;
  if (memories.includes("reflections") && !roles.includes("planner"))
    return 'the memory "reflections" is read by the planner, which it has not';
  const idle = (["critic", "reflector"] as const).find(
    (role) => roles.includes(role) && !memories.some((m) => WRITER[m] === role),
  );
  if (idle === undefined) return null;
  const could = METHOD_MEMORIES.filter((memory) => WRITER[memory] === idle).join(" or ");
  return `its ${idle} fills no memory, so that asking it would change nothing: name ${could}`;
}

/** A frozen copy of the definition. @throws BillpError `bad-settings` for a misfit, or a ceiling that does not know the rewards. */
export function checkPolicy(policy: Policy): Policy {
  const { ceiling = false, knows, ...rest } = checked(PolicySchema, policy, "policy") as Policy;
  if (ceiling && knows !== "rewards")
    throw refused("policy", policy.name, "it is a ceiling, which none can be that does not know the rewards");
  return Object.freeze({ ...rest, knows, ceiling });
}

function checked(schema: z.ZodType, value: { readonly name: string }, noun: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((i) => `${i.path.join(".") || noun}: ${i.message}`);
  throw new BillpError("bad-settings", `The ${noun} "${value?.name}" cannot be registered: ${lines.join("; ")}`, {
    hint: "docs/methods.md says how methods and policies are defined.",
  });
}

function refused(noun: string, of: string, why: string): BillpError {
  return new BillpError("bad-settings", `The ${noun} "${of}" cannot be registered: ${why}.`, {
    hint: "docs/methods.md says how methods and policies are defined.",
  });
}
