/**
 * Chat model Chat model `offline:blind`, a control: the right form, no content. Every answer is drawn from a hash of the prompt, whatever the prompt says,
 * so that what a method gains with it comes from the wiring (shortlist, grounding, rules of the world) and from no model at all.
 */
import { createHash } from "node:crypto";
import type { CallbackManagerForLLMRun } from "@langchain/core/callbacks/manager";
import { type BaseChatModelParams, SimpleChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { Role } from "../../core/settings.ts";
import { readSections } from "../../prompts/sections.ts";

/** Version of the drawing: a change of what it answers is a new version, and moves results on purpose. */
export const BLIND_VERSION = 1;

/** A deterministic chat model that reads of a prompt only which titles and which scale an answer may have. */
export class BlindChat extends SimpleChatModel {
  readonly role: Role;

  constructor(role: Role, params: BaseChatModelParams = {}) {
    super(params);
    this.role = role;
  }

  _llmType(): string {
    return "billp-blind";
  }

  async _call(messages: BaseMessage[], _options: this["ParsedCallOptions"], _run?: CallbackManagerForLLMRun): Promise<string> {
    const said = messages.map((m) => [m.getType(), String(m.content)] as const);
    const drawn = createHash("sha256")
      .update(JSON.stringify([BLIND_VERSION, this.role, said]))
      .digest();
    const text = (system: boolean) => said.flatMap(([type, content]) => ((type === "system") === system ? [content] : []));
    return JSON.stringify(answer(this.role, drawn, text(true).join("\n"), text(false).join("\n")));
  }
}

const REASON = "Drawn by lot.";

function answer(role: Role, drawn: Buffer, system: string, user: string): object {
  const lot = drawn.readUInt32BE(0) / 2 ** 32;
  const word = drawn.toString("hex", 4, 10);
  switch (role) {
    case "planner":
      return { reason: REASON, plan: `Plan ${word}.` };
    case "actor": {
      const titles = titlesIn(readSections(user));
      return { reason: REASON, title: titles[Math.floor(lot * titles.length)] ?? `Title ${word}` };
    }
    case "critic":
      return { reason: REASON, value: valueWithin(system, lot) };
    case "reflector":
      return { diagnosis: REASON, principle: `Principle ${word}.` };
  }
}

/** Titles the Actor may draw from: those of the catalogue section, where none is shown any title of the prompt. */
function titlesIn(sections: ReadonlyMap<string, readonly unknown[]>): string[] {
  const titles = (name: string) => (sections.get(name) ?? []).map((value) => (value as { title?: unknown }).title ?? value);
  const shown = titles("catalogue");
  const all = shown.length > 0 ? shown : ["history", "rounds", "cases"].flatMap(titles);
  return [...new Set(all.filter((title) => typeof title === "string"))];
}

/** A value of the scale that the system message states; whole numbers where it asks for them. */
function valueWithin(system: string, lot: number): number {
  const scale = /\b(number|integer) from (-?\d+(?:\.\d+)?) \(.*? to (-?\d+(?:\.\d+)?) \(/.exec(system);
  const low = Number(scale?.[2] ?? 0);
  const high = Number(scale?.[3] ?? 5);
  if (scale?.[1] === "integer") return low + Math.floor(lot * (high - low + 1));
  return Math.round((low + lot * (high - low)) * 100) / 100;
}
