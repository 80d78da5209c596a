/** A test model whose answers follow from the prompt alone: any difference in what a role was shown shows up in what is played. */
import { createHash } from "node:crypto";
import type { Message } from "../../../core/message.ts";
import type { Script } from "../../../models/scripted.ts";
import { readSections } from "../../../prompts/sections.ts";

const digest = (messages: readonly Message[]) => createHash("sha256").update(JSON.stringify(messages)).digest();
const userText = (messages: readonly Message[]) => messages.find((m) => m.role === "user")?.content ?? "";

/** Replies of all four roles; the Actor takes a title of its catalogue section, so that episodes go on for some rounds. */
export const hashScript: Script = {
  planner: (messages) => ({ reason: "r", plan: `plan ${digest(messages).toString("hex").slice(0, 12)}` }),
  actor: (messages) => {
    const shown = (readSections(userText(messages)).get("catalogue") ?? []) as { title: string }[];
    const at = digest(messages).readUInt32BE(0) % Math.max(1, shown.length);
    return { reason: "r", title: shown[at]?.title ?? `title ${at}` };
  },
  critic: (messages) => ({ reason: "r", value: digest(messages).readUInt16BE(0) / 6553.6 }),
  reflector: (messages) => ({ diagnosis: "d", principle: `principle ${digest(messages).toString("hex").slice(0, 12)}` }),
};
