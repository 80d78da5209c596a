/** The roles' prompts in the prompt hub: committed once a wording, tagged by version, shown as a difference and never used. */
import { afterEach, expect, test } from "vitest";
import { ROLES } from "../../../core/settings.ts";
import { pullDifference, pushRolePrompts } from "../../../integrations/langsmith/hub.ts";
import { templateOf, templateText } from "../../../integrations/langsmith/templates.ts";
import { type Stub, startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { using } from "./harness.ts";

let stub: Stub;
afterEach(async () => {
  await stub.close();
  expect(stub.misfits).toEqual([]);
});

test("a template has the prompt's words, and placeholders for its data and nothing else", async () => {
  stub = await startLangSmithStub();
  const names = ROLES.map((role) => [
    role,
    [...templateText(templateOf(role).messages).matchAll(/(?<!\{)\{(\w+)\}(?!\})/g)].map((m) => m[1]),
  ]);
  expect(Object.fromEntries(names.map(([role, all]) => [role, [...new Set(all)].sort()]))).toEqual({
    planner: ["example", "history", "lessons", "noun", "nouns", "rounds"],
    actor: ["cases", "catalogue", "explore", "history", "noun", "nouns", "plan", "recent_kinds", "rounds"],
    critic: ["gamma", "history", "max", "noun", "nouns", "rounds", "values"],
    reflector: ["end", "history", "noun", "nouns", "rounds"],
  });
});

test("push commits each prompt with its version; again, nothing; a changed head is seen and committed over", async () => {
  stub = await startLangSmithStub();
  const first = await using(stub, () => pushRolePrompts(ROLES));
  expect(first.map((p) => [p.name, p.state])).toEqual(ROLES.map((r) => [`billp-${r}`, "new"]));
  const commits = stub.data.prompts.get("billp-critic") ?? [];
  expect(commits).toMatchObject([{ tags: ["v1"], description: "version 1 of billp's critic prompt" }]);
  expect(commits[0]?.manifest.id).toEqual(["langchain_core", "prompts", "chat", "ChatPromptTemplate"]);
  expect((await using(stub, () => pushRolePrompts(["critic"])))[0]).toMatchObject({ state: "unchanged" });
  expect(await using(stub, () => pullDifference("billp-critic", null))).toMatchObject({ difference: null });

  const edited = JSON.parse(JSON.stringify(commits[0]?.manifest).replace("You are the Critic", "You were the \\u001b[31mCritic"));
  commits.push({ id: "x", commit_hash: "abcdef0123", manifest: edited, tags: ["theirs"] });
  const { difference } = await using(stub, () => pullDifference("billp-critic:theirs", null));
  expect(difference).toMatch(/^-You were the \[31mCritic.*\n\+You are the Critic/m); // the terminal's escape character is gone
  expect(await using(stub, () => pullDifference(`billp-critic:${first[2]?.commit}`, null))).toMatchObject({ difference: null });
  expect((await using(stub, () => pushRolePrompts(["critic"])))[0]).toMatchObject({
    state: "new, its tag stays on an earlier commit",
  });
  expect(commits).toHaveLength(3);
});

test("pull of another prompt wants a role, and a missing one is named", async () => {
  stub = await startLangSmithStub();
  await expect(using(stub, () => pullDifference("somebody/else", null))).rejects.toMatchObject({ code: "bad-settings" });
  await expect(using(stub, () => pullDifference("somebody/else", "actor"))).rejects.toMatchObject({ code: "langsmith" });
  stub.misfits.length = 0; // the stub knows no other owner's prompts
});
