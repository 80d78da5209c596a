/** Shared by the model tests: a desk on a stub server, with short waits. */

import { z } from "zod";
import { operatorOf } from "../../core/operator.ts";
import type { SettingsInput } from "../../core/settings.ts";
import { resolveSettings } from "../../methods/settings.ts";
import { createMemoryLedger, type Ledger } from "../../models/ledger/ledger.ts";
import { loadChat } from "../../models/providers/chat.ts";
import { createRoleClient, type Question, type RoleClient, type RoleClientOptions } from "../../models/role-client.ts";
import { line } from "../../prompts/answer-fields.ts";

/** The form of every answer here. */
export const FILM = z.object({ title: line(80).describe("Title of the film.") });
export type Film = z.infer<typeof FILM>;

/** Waits short enough for tests; the time for one try is long, and its own (`holdTimeouts` of the stubs ends it). */
export const QUICK = { tries: 4, baseMs: 2, maxMs: 10, maxServerWaitMs: 300, timeoutMs: 61_000 };

/** A question of the actor. */
export function question(episode = 1, round = 1, content = "Recommend a film."): Question<Film> {
  return { role: "actor", schema: FILM, where: { episode, round }, messages: [{ role: "user", content }] };
}

/** A desk whose models are the real clients, on the given server. */
export function deskOn(
  url: string | null,
  input: SettingsInput = {},
  more: Partial<RoleClientOptions> & { ledger?: Ledger } = {},
): RoleClient {
  const settings = resolveSettings({ model: "openai:stub-1", ...input });
  const operator = operatorOf({ baseUrl: url });
  const offline = () => {
    throw new Error("no offline model here");
  };
  return createRoleClient({
    settings,
    operator,
    ledger: createMemoryLedger(),
    retry: QUICK,
    chat: (spec) => loadChat(spec, { settings, operator, offline }),
    ...more,
  });
}
