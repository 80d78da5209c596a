/** Prompt templates of the roles, with placeholders, made by the prompt functions themselves, for the prompt hub. */

import type { Role } from "../../core/settings.ts";
import { ACTOR_VERSION, actorPrompt } from "../../prompts/actor.ts";
import { CRITIC_VERSION, criticPrompt } from "../../prompts/critic.ts";
import type { Message, Observation } from "../../prompts/observation.ts";
import { PLANNER_VERSION, plannerPrompt } from "../../prompts/planner.ts";
import { REFLECTOR_VERSION, reflectorPrompt } from "../../prompts/reflector.ts";
import { toldByWindow } from "../../worlds/user-models/window.ts";

/** A role's prompt: messages whose placeholders stand in braces; literal braces are doubled. */
export interface RoleTemplate {
  readonly role: Role;
  /** Name in the hub. */
  readonly name: string;
  readonly version: number;
  readonly messages: readonly Message[];
}

/** Marks around the name of a placeholder, from the private use area: no prompt holds them. */
const [OPEN, CLOSE] = ["\ue000", "\ue001"];
const mark = (name: string) => `${OPEN}${name}${CLOSE}`;
/** Numbers that stand for placeholders where a prompt wants a number. */
const NUMBERS: Readonly<Record<string, string>> = { "0.123789": "gamma", "987654321": "max" };

/** A section with whatever stands in it. */
const SECTION = /^<([a-z-]+)>\n(?:[\s\S]*?\n)?<\/\1>$/gm;

const NOUN = { one: mark("noun"), many: mark("nouns") };
const SCENE: Observation = {
  noun: NOUN,
  repeatsEnd: true,
  told: toldByWindow(NOUN, { repeats: "leave" }),
  history: [],
  rounds: [],
};

/** Each prompt as the method `billp` uses it at default fidelity, without plan memory. */
const PROMPTS: Readonly<Record<Role, { version: number; make: () => Message[] }>> = {
  planner: {
    version: PLANNER_VERSION,
    make: () =>
      plannerPrompt({ observation: SCENE, reflections: [], plans: null, example: { history: [], liked: [], disliked: [] } }),
  },
  actor: {
    version: ACTOR_VERSION,
    make: () => actorPrompt({ observation: SCENE, plan: "", cases: [], recent: [], explore: [], shortlist: [] }),
  },
  critic: {
    version: CRITIC_VERSION,
    make: () => criticPrompt({ observation: SCENE, remembered: [], scale: { kind: "return", max: 987654321, gamma: 0.123789 } }),
  },
  reflector: { version: REFLECTOR_VERSION, make: () => reflectorPrompt({ observation: SCENE, left: true, total: 0 }) },
};

/** The template of a role. */
export function templateOf(role: Role): RoleTemplate {
  const { version, make } = PROMPTS[role];
  const messages = make().map(({ role: speaker, content }) => ({ role: speaker, content: withPlaceholders(content) }));
  return { role, name: `billp-${role}`, version, messages };
}

/** A template as people compare it: speaker, then text. */
export function templateText(messages: readonly Message[]): string {
  return messages.map((m) => `[${m.role}]\n${m.content}\n`).join("\n");
}

function withPlaceholders(text: string): string {
  let marked = text.replace(SECTION, (_, name: string) => `<${name}>\n${mark(name.replaceAll("-", "_"))}\n</${name}>`);
  for (const [number, name] of Object.entries(NUMBERS)) marked = marked.replaceAll(number, mark(name));
  return marked.replace(/[{}]/g, "$&$&").replaceAll(OPEN, "{").replaceAll(CLOSE, "}");
}
