/** Prompt hub client: committing the roles' prompts by version, and comparing a commit with the prompt here. What is pulled is text to look at. */
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { createTwoFilesPatch } from "diff";
import type { Client } from "langsmith";
import { BillpError } from "../../core/errors.ts";
import { ROLES, type Role } from "../../core/settings.ts";
import { plain } from "../../core/text.ts";
import type { Message } from "../../prompts/observation.ts";
import { type LangSmith, openLangSmith } from "./client.ts";
import { type RoleTemplate, templateOf, templateText } from "./templates.ts";

/** What became of one prompt. */
export interface PushedPrompt {
  readonly name: string;
  readonly version: number;
  /** Beginning of the commit's hash. */
  readonly commit: string;
  readonly state: "new" | "unchanged" | "new, its tag stays on an earlier commit";
  readonly url: string | null;
}

/** The difference of a pulled prompt from the one here; null when there is none. */
export interface Pulled {
  readonly title: string;
  readonly difference: string | null;
}

/** Commits the prompts one after another. @throws BillpError `langsmith`. */
export async function pushRolePrompts(roles: readonly Role[]): Promise<PushedPrompt[]> {
  const langsmith = openLangSmith();
  const pushed: PushedPrompt[] = [];
  for (const role of roles) pushed.push(await pushPrompt(langsmith, templateOf(role)));
  return pushed;
}

async function pushPrompt({ ask }: LangSmith, template: RoleTemplate): Promise<PushedPrompt> {
  const { name, version, role, messages } = template;
  const head = () => ask(`read the prompt ${name}`, (client) => commitOf(client, name, null));
  const same = (commit: Commit | null) => commit !== null && templateText(commit.messages) === templateText(messages);
  const there = await head();
  if (there !== null && same(there)) return { name, version, commit: there.hash.slice(0, 8), state: "unchanged", url: null };
  const send = async (client: Client) => {
    try {
      return await client.pushPrompt(name, {
        object: ChatPromptTemplate.fromMessages(messages.map((m) => [m.role, m.content] as [string, string])),
        description: `The ${role} of billp at default fidelity, without plan memory. Made from the source; billp never reads it back.`,
        isPublic: false,
        commitTags: [`v${version}`],
        commitDescription: `version ${version} of billp's ${role} prompt`,
      });
    } catch (error) {
      // The commit comes first and then its tag, which an earlier commit of the same version may have.
      if ((error as Error).name === "LangSmithConflictError" && same(await head())) return null;
      throw error;
    }
  };
  const url = await ask(`take the prompt ${name}`, send);
  const commit = (await head())?.hash.slice(0, 8) ?? "?";
  return { name, version, commit, state: url === null ? "new, its tag stays on an earlier commit" : "new", url };
}

/**
 * Compares a commit of the hub (`NAME` or `NAME:COMMIT`, the commit a hash or a tag) with the prompt of the role here.
 * @throws BillpError `bad-settings` when the name does not say the role and none is given, `langsmith` about the server.
 */
export async function pullDifference(identifier: string, against: Role | null): Promise<Pulled> {
  const [name = "", commit = null] = identifier.split(":");
  const role = against ?? ROLES.find((r) => name.split("/").at(-1) === `billp-${r}`);
  if (role === undefined)
    throw new BillpError("bad-settings", `${name} is no prompt of billp's, so it is not clear what to compare it with.`, {
      hint: `Say the role: --against ${ROLES.join(" or --against ")}.`,
    });
  const { ask } = openLangSmith();
  const found = await ask(`pull the prompt ${identifier}`, (client) => commitOf(client, name, commit));
  if (found === null)
    throw new BillpError("langsmith", `The hub has no prompt ${identifier}.`, {
      hint: "Push it first: billp langsmith prompts push.",
    });
  const here = templateOf(role);
  const title = `${name}:${found.hash.slice(0, 8)}`;
  const [theirs, ours] = [templateText(found.messages), templateText(here.messages)];
  if (theirs === ours) return { title, difference: null };
  return { title, difference: createTwoFilesPatch(title, `prompts/${role}.ts version ${here.version}`, theirs, ours) };
}

/** A commit, with its messages as plain text. */
interface Commit {
  readonly hash: string;
  readonly messages: Message[];
}

/** The commit, or the newest; null when there is none. Only texts are taken from the manifest: nothing it names is loaded or built. */
async function commitOf(client: Client, name: string, commit: string | null): Promise<Commit | null> {
  try {
    // `dangerously…` stands for building what the manifest describes, which nobody does here.
    const options = { skipCache: true, dangerouslyPullPublicPrompt: true };
    const pulled = await client.pullPromptCommit(commit === null ? name : `${name}:${commit}`, options);
    return { hash: pulled.commit_hash, messages: messagesOf(pulled.manifest) };
  } catch (error) {
    if ((error as Error).name === "LangSmithNotFoundError") return null;
    throw error;
  }
}

/** Speakers by the class of a message template. */
const SPEAKERS: Readonly<Record<string, Message["role"]>> = {
  SystemMessagePromptTemplate: "system",
  AIMessagePromptTemplate: "assistant",
};

/** The messages of a chat prompt template; a manifest of another form is shown as it is. Control characters are removed: this goes to a terminal. */
function messagesOf(manifest: Record<string, unknown>): Message[] {
  const { messages } = (manifest.kwargs ?? {}) as {
    messages?: { id?: string[]; kwargs?: { prompt?: { kwargs?: { template?: unknown } } } }[];
  };
  if (!Array.isArray(messages)) return [{ role: "user", content: plain(JSON.stringify(manifest, null, 2)) }];
  return messages.map((m) => {
    const template = m.kwargs?.prompt?.kwargs?.template;
    const content = typeof template === "string" ? template : JSON.stringify(m, null, 2);
    return { role: SPEAKERS[m.id?.at(-1) ?? ""] ?? "user", content: plain(content) };
  });
}
