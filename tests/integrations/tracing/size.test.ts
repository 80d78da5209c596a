/** How much a traced round uploads: its prompts and answers once, and at most 10 KB besides, however large the memories are. */
import type { BaseMessage } from "@langchain/core/messages";
import { afterEach, expect, test } from "vitest";
import { runExperiment } from "../../../integrations/tracing/traced-experiments.ts";
import { entryId, type Memories } from "../../../memory/entries.ts";
import { OfflineChat } from "../../../models/offline/chat.ts";
import { knowledgeOf } from "../../../models/offline/knowledge.ts";
import { loadWorld } from "../../../worlds/format/load.ts";
import { type Stub, startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { traced } from "./harness.ts";

let stub: Stub;
afterEach(() => stub.close());

const world = await loadWorld("films");
const knowledge = knowledgeOf(world.items, world.popularity);

/** Every text that goes to or comes from the model, in the order of the calls. */
class Heard extends OfflineChat {
  readonly texts: string[];

  constructor(role: ConstructorParameters<typeof OfflineChat>[1], texts: string[]) {
    super(knowledge, role);
    this.texts = texts;
  }

  override async _call(messages: BaseMessage[], options: this["ParsedCallOptions"]): Promise<string> {
    const answer = await super._call(messages, options);
    this.texts.push(...messages.map((m) => String(m.content)), answer);
    return answer;
  }
}

/** Entries over titles of the world, so that recall finds neighbours. */
function memories(size: number): Memories {
  const title = (i: number) => world.items[(i * 31) % world.items.length]?.title ?? "";
  const state = (i: number) => Array.from({ length: 10 }, (_, k) => title(i + k)).join("\n");
  const entries = <T>(make: (i: number) => T) =>
    Array.from({ length: size }, (_, i) => ({ id: entryId(i + 1, 1), episode: i + 1, round: 1, state: state(i), ...make(i) }));
  return {
    experience: entries((i) => ({ title: title(i), good: i % 2 === 0 })),
    values: entries((i) => ({ value: (i % 50) / 10 })),
    plans: entries((i) => ({ plan: `Plan ${i}: first ${title(i)}, then another kind.`, advantage: (i % 20) / 10 - 1 })),
    reflections: entries((i) => ({ text: `Lesson ${i}: after ${title(i)} offer something else.` })).map(
      ({ id, episode, text }) => ({ id, episode, text }),
    ),
  };
}

const bytes = (text: string) => Buffer.byteLength(text);
/** A text as it stands inside JSON. */
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

async function measure(size: number) {
  stub = await startLangSmithStub();
  const heard: string[] = [];
  const { episodes } = await traced(stub.url, () =>
    runExperiment({
      settings: { method: "billp", train: 2, test: 1, seed: 4, plans: true },
      out: null,
      checkpoints: "memory",
      priorMemories: memories(size),
      runtime: { chat: (_, role) => new Heard(role, heard), loadWorld: async () => world },
    }),
  );
  const rounds = episodes.reduce((sum, e) => sum + e.rounds.length, 0);
  const talk = heard.reduce((sum, text) => sum + bytes(text), 0);
  return {
    heard,
    rounds,
    all: stub.bytes,
    perRound: Math.round(stub.bytes / rounds),
    beyond: Math.round((stub.bytes - talk) / rounds),
  };
}

test.each([0, 5000])("with %i entries in each memory", async (size) => {
  const { heard, rounds, perRound, beyond } = await measure(size);
  console.info(
    `${size} entries in each memory, ${rounds} rounds: ${perRound} bytes a round, ${beyond} of them beside prompts and answers`,
  );
  expect(rounds).toBeGreaterThan(10);
  expect(beyond).toBeLessThanOrEqual(10_000);
  const upload = Buffer.concat(stub.uploads.map((u) => u.body)).toString();
  for (const text of new Set(heard.filter((t) => t.length > 300)))
    expect(upload.split(inJson(text)).length - 1, text.slice(0, 200)).toBe(heard.filter((t) => t === text).length);
});
