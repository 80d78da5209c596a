/** Live person: the one user of a session, whose rating is asked for and never simulated. */
import type { Memories } from "../memory/entries.ts";
import { createLessonFilter, type LessonFilter } from "../memory/lesson-filter.ts";
import { createMask } from "../worlds/mask.ts";
import { titleIndexOf } from "../worlds/titles/title-index.ts";
import type { Catalogue } from "../worlds/world.ts";
import { lessonWords, type NodeContext, type SimulatedContext, type Split } from "./context.ts";
import type { Person } from "./session-state.ts";

/** Number of the person in their world of one. */
export const LIVE_USER = 0;

/** Items of the titles that the catalogue has, in order, each once; and the titles that it has not, or several of. */
export function findTitles(
  catalogue: Pick<Catalogue, "items">,
  titles: readonly string[],
): { items: number[]; unknown: string[] } {
  const index = titleIndexOf(catalogue);
  const items = new Set<number>();
  const unknown: string[] = [];
  for (const title of titles) {
    const meant = index.find(title);
    if (meant === null || meant.otherYear || meant.items.length > 1) unknown.push(title);
    else items.add(meant.items[0] as number);
  }
  return { items: [...items], unknown };
}

/** The context as a session has it: the same catalogue, one user whose history is the person's, and nobody to play against. */
export function liveContext({ simulator, ...shared }: SimulatedContext, person: Person, split: Split): NodeContext {
  const users = [{ id: LIVE_USER, key: "live", split, history: findTitles(shared.catalogue, person.history).items }];
  return {
    ...shared,
    users,
    mask: (of) => createMask(users, shared.mask(of).rules),
    lessonFilter: filterOf(shared.catalogue),
    // The rule with its constants is the simulated users'; a live person is nobody's simulation.
    told: (of) => simulator(of).told(shared.settings.told === "rule" ? "hint" : shared.settings.told),
    live: true,
  };
}

/** Memories as a live person's prompts may show them, whoever wrote them: their free text in the closed vocabulary, what is left empty out. */
export function sharedMemories(catalogue: Catalogue, memories: Memories): Memories {
  const filter = filterOf(catalogue);
  return {
    ...memories,
    reflections: memories.reflections.flatMap((r) => withText(r, "text", filter(r.text, []))),
    plans: memories.plans.flatMap((p) => withText(p, "plan", filter(p.plan, []))),
  };
}

function withText<E extends object, F extends keyof E & string>(entry: E, field: F, text: string): E[] {
  return text === "" ? [] : [{ ...entry, [field]: text }];
}

const filters = new WeakMap<Catalogue["items"], LessonFilter>();

function filterOf(catalogue: Catalogue): LessonFilter {
  const filter = filters.get(catalogue.items) ?? createLessonFilter({ words: lessonWords(catalogue), closed: true });
  filters.set(catalogue.items, filter);
  return filter;
}
