/** Shuffled memories for control arms: what was learned, under states it was not learned in. */
import { makeRandom, shuffle } from "../core/random.ts";
import type { Memories } from "./entries.ts";

/** The same entries with their states permuted within each memory: what was learned is there, but under another state. */
export function shuffleStates(memories: Memories, seed: number): Memories {
  const permute = <E extends { state: string }>(list: readonly E[], stream: number): E[] => {
    const states = shuffle(
      list.map((e) => e.state),
      makeRandom(seed, stream),
    );
    return list.map((e, i) => ({ ...e, state: states[i] as string }));
  };
  const texts = shuffle(
    memories.reflections.map((r) => r.text),
    makeRandom(seed, 13),
  );
  return {
    experience: permute(memories.experience, 11),
    values: permute(memories.values, 12),
    reflections: memories.reflections.map((r, i) => ({ ...r, text: texts[i] as string })),
    plans: permute(memories.plans, 14),
  };
}
