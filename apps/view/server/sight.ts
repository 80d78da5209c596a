/** Sight of an episode: which memories its method has and how far it may see them, in the words that the page shows. */
import type { ResolvedSettings, Role } from "../../../core/settings.ts";
import { MEMORY_NAMES } from "../../../memory/entries.ts";
import { visibleUpTo, writesMemories } from "../../../memory/visibility.ts";
import { memoriesOf, rolesOf } from "../../../methods/derived.ts";
import { isPolicy } from "../../../methods/registry.ts";
import type { RunRead } from "./run-read.ts";
import type { MemoryName, Sight } from "./shapes.ts";

type Split = "train" | "test";

/** Memories that a run with these settings writes and recalls, plan memory included; none of a policy or of a method without them. */
export function memoryNamesOf(settings: Pick<ResolvedSettings, "method" | "plans">): MemoryName[] {
  const roles = rolesOf(settings.method);
  const plans = settings.plans && roles.includes("planner") && roles.includes("critic"); // the Critic writes them, the Planner is shown them
  const had = new Set<MemoryName>([...memoriesOf(settings.method), ...(plans ? ["plans" as const] : [])]);
  return MEMORY_NAMES.filter((name) => had.has(name));
}

/** What an episode may recall. `prior`: whether the run was given memories to start from, which every episode sees. */
export function sightOf(settings: ResolvedSettings, episode: number, split: Split, prior: boolean): Sight {
  const memories = memoryNamesOf(settings);
  if (memories.length === 0) return { memories, upTo: null, text: noMemory(settings.method) };
  const upTo = visibleUpTo(settings, episode, split);
  const given = prior ? ", and those given to the run" : "";
  const which = memories.length === 1 ? memories[0] : `${memories.slice(0, -1).join(", ")} and ${memories.at(-1)}`;
  if (upTo > 0) return { memories, upTo, text: `${which} of ${upTo === 1 ? "episode 1" : `episodes 1 to ${upTo}`}${given}` };
  const none = `no memories of the run${prior ? ", those given to it alone" : ""}`;
  return { memories, upTo, text: `${none} (${whyBlind(settings, split)})` };
}

/** The sight of every episode of a run. */
export function sightsOf({ settings, reader, episodes }: RunRead): Sight[] {
  const prior = reader.identity.priorMemories !== undefined;
  return episodes.map((e) => sightOf(settings, e.episode, e.split, prior));
}

/** That a method or policy keeps no memory. */
export function noMemory(method: string): string {
  return isPolicy(method) ? `${method} is a policy, which keeps no memory` : `${method} keeps no memory between episodes`;
}

function whyBlind({ memory, batch, lag }: ResolvedSettings, split: Split): string {
  if (split === "test" && memory === "frozen") return "there was no training";
  return batch > 0
    ? `the first batch of ${batch} episodes sees none`
    : `with a lag of ${lag}, the first ${lag} episodes see none`;
}

/** The memories that a role's prompts show, if the method has them. */
const SHOWN: Readonly<Record<Role, readonly MemoryName[]>> = {
  planner: ["reflections", "plans"],
  actor: ["experience"],
  critic: ["values"],
  reflector: [],
};

/** Why a prompt of a role showed no entry, as far as settings and sight decide it. */
export function whyNoneShown(role: string, { memories, upTo }: Sight, settings: ResolvedSettings, prior: boolean): string {
  const shown = (SHOWN[role as Role] ?? []).filter((name) => memories.includes(name));
  if (shown.length === 0) return `reads no memory in ${settings.method}`;
  if (upTo === 0 && !prior) return "sees no memory yet";
  const most: Record<MemoryName, number> = {
    reflections: settings.reflections,
    plans: settings.caseCount,
    experience: settings.caseCount,
    values: settings.valueCount,
  };
  if (shown.every((name) => most[name] === 0)) return "is to be shown none";
  if (shown.includes("experience")) return `nothing within the distance τ = ${settings.caseDistance}`;
  if (shown.includes("values")) return `nothing within the distance τ = ${settings.valueDistance}`;
  return "none was there";
}

/** Why an episode or a round left no entry behind. `written`: whether the run's memories were written out. */
export function whyNoneWritten(settings: ResolvedSettings, split: Split, written: boolean): string {
  if (memoryNamesOf(settings).length === 0) return `Nothing: ${noMemory(settings.method)}.`;
  if (!writesMemories(settings, split)) return "Nothing: memories are frozen in the test.";
  return written ? "Nothing." : "Not known yet: memories are written out when the run ends.";
}

/** Why a run shows no entry at all. */
export function whyEmpty({ settings, card }: RunRead, written: boolean): string {
  if (memoryNamesOf(settings).length === 0) return `This run has learned nothing that is kept: ${noMemory(settings.method)}.`;
  if (written) return "This run has learned nothing that is kept.";
  if (card.status === "live")
    return "memory.jsonl is written when the run ends; until then every episode shows what it recalled.";
  return "The run was cut off before it wrote memory.jsonl; going on with it (--resume) brings them back.";
}
