/** Fixtures of the benchmarks: films with a patient audience, a model without thought, a folder that goes away, memories by the thousand. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";
import { makeRandom } from "../../core/random.ts";
import type { Role } from "../../core/settings.ts";
import { unit } from "../../core/vectors.ts";
import { entryId, type Memories } from "../../memory/entries.ts";
import type { Embedder } from "../../models/embeddings.ts";
import { hashEmbedding } from "../../models/offline/hash-embedding.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import type { World } from "../../worlds/world.ts";

/** `films` where nobody is bored or disappointed: only the step limit ends an episode. */
export async function patientFilms(): Promise<World> {
  const films = await loadWorld("films");
  return { ...films, rules: { ...films.rules, window: 0, ratingThreshold: 0 } };
}

/** Runs `work` with a folder on disk of its own. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "billp-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const KINDS = ["a Drama", "a Comedy", "a Western", "an Adventure", "a Horror film", "a Musical", "a Documentary"];

/** A model that takes no time to think: the Actor names a title of its catalogue section, the others say much the same always. */
export class ThinChat extends BaseChatModel {
  readonly #role: Role;
  readonly #latency: ((seed: number) => number) | undefined;

  /** @param latency ms that a call takes, by its seed; none when left out. */
  constructor(role: Role, latency?: (seed: number) => number) {
    super({});
    this.#role = role;
    this.#latency = latency;
  }

  override _llmType(): string {
    return "thin";
  }

  override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<ChatResult> {
    const { seed = 0 } = options as { seed?: number };
    if (this.#latency !== undefined) await sleep(this.#latency(seed));
    const text = replyOf(this.#role, messages, seed);
    return { generations: [{ text, message: new AIMessage(text) }] };
  }
}

function replyOf(role: Role, messages: readonly BaseMessage[], seed: number): string {
  const kind = (i: number) => KINDS[(seed + i) % KINDS.length];
  switch (role) {
    case "planner":
      return `{"reason":"They rated the last one well.","plan":"Next ${kind(0)}, then ${kind(1)}, then something new, before ${kind(0)} again."}`;
    case "critic":
      return `{"reason":"The stay goes on.","value":${seed % 10}}`;
    case "reflector":
      return `{"diagnosis":"Much the same at the end, ${kind(0)} after another.","principle":"Vary with ${kind(1)} early. ${seed % 1000}"}`;
    case "actor":
      return `{"reason":"It fits the plan.","title":${titleIn(String(messages.at(-1)?.content), seed % 8)}}`;
  }
}

/** The title in the n-th line of the catalogue section, as JSON; found by position, for parsing would be measured as well. */
function titleIn(prompt: string, n: number): string {
  let at = prompt.indexOf("<catalogue>\n");
  for (let i = 0; i < n; i++) at = prompt.indexOf("\n", at + 1);
  const start = prompt.indexOf('{"title":', at) + '{"title":'.length;
  return prompt.slice(start, prompt.indexOf(',"categories"', start));
}

/** `count` entries in each memory, as a run leaves them: a value and a case per state, state texts of ten titles, all distinct. */
export function memoriesOf(world: World, count: number): Memories {
  const random = makeRandom(7);
  const title = () => world.items[random.int(world.items.length)]?.title ?? "";
  const keys = Array.from({ length: count }, (_, i) => {
    const round = (i % 5) + 1;
    const state = Array.from({ length: 10 }, title).join("; ");
    return { id: `given-${entryId(Math.floor(i / 5) + 1, round)}`, episode: 0, round, state };
  });
  return {
    experience: keys.map((k, i) => ({ ...k, title: title(), good: i % 3 > 0 })),
    values: keys.map((k, i) => ({ ...k, value: i % 10 })),
    reflections: keys.map((k) => ({
      id: k.id,
      episode: 0,
      text: `They left after ${title()}. Offer ${title()} before ${title()}.`,
    })),
    plans: [],
  };
}

/** The offline embedding laid out several times in a row: longer unit vectors with the very same distances, so the same is recalled. */
export function tiledEmbedder(times: number): Embedder {
  const known = new Map<string, Float32Array>();
  const tiled = (text: string): Float32Array => {
    const vector = hashEmbedding(text);
    return unit(Float32Array.from({ length: vector.length * times }, (_, i) => vector[i % vector.length] as number));
  };
  const one = (text: string): Float32Array => {
    const vector = known.get(text) ?? tiled(text);
    known.set(text, vector);
    return vector;
  };
  return { spec: `tiled:${times}`, embed: async (texts) => texts.map(one) };
}
