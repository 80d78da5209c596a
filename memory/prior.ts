/** Memory files and prior memories: reading and writing `memory.jsonl`, and starting a run from another's entries. */
import { z } from "zod";
import { BillpError } from "../core/errors.ts";
import {
  ExperienceSchema,
  MEMORY_NAMES,
  type Memories,
  noMemories,
  PlanSchema,
  ReflectionSchema,
  ValueSchema,
} from "./entries.ts";

const LineSchema = z.discriminatedUnion("memory", [
  ExperienceSchema.extend({ memory: z.literal("experience") }),
  ValueSchema.extend({ memory: z.literal("values") }),
  ReflectionSchema.extend({ memory: z.literal("reflections") }),
  PlanSchema.extend({ memory: z.literal("plans") }),
]);

/** Reads the text of a `memory.jsonl`. @throws BillpError `bad-input` naming the file, line and field. */
export function parseMemories(text: string, file: string): Memories {
  const found = noMemories() as { [K in keyof Memories]: object[] };
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const { memory, ...entry } = parseLine(line, `${file}, line ${i + 1}`);
    found[memory].push(entry);
  });
  return found as unknown as Memories;
}

function parseLine(line: string, where: string): z.output<typeof LineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new BillpError("bad-input", `${where}: not JSON`, { hint: "Give a memory.jsonl as `billp run` writes it." });
  }
  const parsed = LineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BillpError("bad-input", `${where}, field ${issue?.path.join(".") || "memory"}: ${issue?.message}`, {
    hint: "Give a memory.jsonl as `billp run` writes it.",
  });
}

/** The same entries as prior knowledge: numbered as of episode 0, so that every episode sees them. Ids stay apart from a run's own. */
export function asPriorMemories(memories: Memories): Memories {
  const give = <E extends { id: string; episode: number }>(list: readonly E[]): E[] =>
    list.map((e) => ({ ...e, id: e.id.startsWith("given-") ? e.id : `given-${e.id}`, episode: 0 }));
  return {
    experience: give(memories.experience),
    values: give(memories.values),
    reflections: give(memories.reflections),
    plans: give(memories.plans),
  };
}

/** Puts the memories of many episodes together, each list by id. */
export function mergeMemories(parts: Iterable<Memories>): Memories {
  const all = [...parts];
  const merged = MEMORY_NAMES.map((name) => [
    name,
    all.flatMap((m) => m[name] as readonly { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1)),
  ]);
  return Object.fromEntries(merged) as unknown as Memories;
}

/** `memory.jsonl`: every entry once, by memory, then id. */
export function memoryLines(parts: Iterable<Memories>): string {
  const merged = mergeMemories(parts);
  return MEMORY_NAMES.flatMap((memory) => merged[memory].map((entry) => `${JSON.stringify({ memory, ...entry })}\n`)).join("");
}
