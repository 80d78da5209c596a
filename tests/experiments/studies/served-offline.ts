/** A server that answers by the offline model's rules and bills tokens by its own count of the request's body, as OpenAI describes it. */
import { HumanMessage, SystemMessage } from "@langchain/core/messages";
import { getEncoding } from "js-tiktoken";
import type { Message } from "../../../core/message.ts";
import { ROLES, type SettingsInput } from "../../../core/settings.ts";
import type { Summary } from "../../../experiments/evaluation/summary.ts";
import { runExperiment } from "../../../experiments/runs/run.ts";
import { OfflineChat } from "../../../models/offline/chat.ts";
import { knowledgeOf } from "../../../models/offline/knowledge.ts";
import type { World } from "../../../worlds/world.ts";
import { type Seen, type Stub, startOpenAiStub } from "../../stubs/openai-server.ts";

/** Changes what a role answers. */
export type Change = (role: string, answer: Record<string, unknown>, body: Seen["body"]) => object;

/** Starts the server; it knows the role from the system message. */
export async function serveOffline(world: World, change?: Change): Promise<Stub> {
  const encoding = getEncoding("cl100k_base");
  const tokens = (text: string) => encoding.encode(text, [], []).length;
  const knowledge = knowledgeOf(world.items, world.popularity);
  const models = new Map(ROLES.map((role) => [role as string, new OfflineChat(knowledge, role)]));
  return startOpenAiStub({
    mode: (_nth, { body }) => (body.tools ? "toolCall" : "answer"),
    async answer(body) {
      const role = /You are the (\w+)/.exec(body.messages[0].content)?.[1]?.toLowerCase() as string;
      const messages = (body.messages as Message[]).map(({ role, content }) =>
        role === "system" ? new SystemMessage(content) : new HumanMessage(content),
      );
      const said = (await models.get(role)?._call(messages, {})) as string;
      return change === undefined ? said : JSON.stringify(change(role, JSON.parse(said), body));
    },
    usage(body, text) {
      if (body.input)
        return { prompt_tokens: body.input.reduce((n: number, t: string) => n + tokens(t), 0), completion_tokens: 0 };
      let prompt = 3;
      for (const { role, content } of body.messages) prompt += 3 + tokens(role) + tokens(content);
      if (body.response_format?.json_schema) prompt += tokens(JSON.stringify(body.response_format.json_schema));
      for (const tool of body.tools ?? []) prompt += tokens(JSON.stringify(tool.function));
      return { prompt_tokens: prompt, completion_tokens: tokens(text) };
    },
  });
}

/** Plays a run against such a server, in memory, and gives what its ledger counted. */
export async function usageOf(settings: SettingsInput, world: World, stub: Stub): Promise<Summary["usage"]> {
  const runtime = { loadWorld: async () => world, prices: PRICES, operator: { baseUrl: stub.url } };
  const { summary } = await runExperiment({ settings, out: null, workers: 8, runtime });
  return summary.usage;
}

export const MODEL = "openai:some-model";
export const PRICES = { [MODEL]: { input: 1, output: 4 }, "openai:some-embedding": { input: 0.1, output: 0 } };
