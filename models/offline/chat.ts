/** The offline model as a LangChain chat model: reads the prompt's sections, answers by rule, never leaves the process. */
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { type BaseChatModelParams, SimpleChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { Role } from "../../core/settings.ts";
import { readSections } from "../../prompts/sections.ts";
import type { Knowledge } from "./knowledge.ts";
import { type Asked, act, judge, plan, reflectOn } from "./rules.ts";

/** Version of the rules: a change of what they answer is a new version, and moves results on purpose. */
export const OFFLINE_VERSION = 1;

/** A deterministic chat model: the same prompt gives the same answer. Used for the first run and for exact tests. */
export class OfflineChat extends SimpleChatModel {
  readonly knowledge: Knowledge;
  readonly role: Role;

  constructor(knowledge: Knowledge, role: Role, params: BaseChatModelParams = {}) {
    super(params);
    this.knowledge = knowledge;
    this.role = role;
  }

  _llmType(): string {
    return "billp-offline";
  }

  async _call(messages: BaseMessage[], _options: this["ParsedCallOptions"], _run?: CallbackManagerForLLMRun): Promise<string> {
    const text = messages
      .filter((m) => m.getType() !== "system")
      .map((m) => String(m.content))
      .join("\n");
    const system = messages
      .filter((m) => m.getType() === "system")
      .map((m) => String(m.content))
      .join("\n");
    return JSON.stringify(this.answer({ system, sections: readSections(text) }));
  }

  private answer(asked: Asked): object {
    switch (this.role) {
      case "planner":
        return plan(asked, this.knowledge);
      case "actor":
        return act(asked, this.knowledge);
      case "critic":
        return judge(asked);
      case "reflector":
        return reflectOn(asked, this.knowledge);
    }
  }
}
