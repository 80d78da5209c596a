/** Which model a name means, and what is said when it cannot be had. */
import { FakeListChatModel } from "@langchain/core/utils/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { operatorOf } from "../../../core/operator.ts";
import { methodFor } from "../../../models/answers/answer-methods.ts";
import { loadPrices, parsePrice } from "../../../models/prices.ts";
import { loadChat } from "../../../models/providers/chat.ts";
import { loadEmbedding } from "../../../models/providers/embedding.ts";

const fake = new FakeListChatModel({ responses: ["x"] });
const load = (spec: string, baseUrl: string | null = null) =>
  loadChat(spec, { settings: { temperature: 0.5 }, operator: operatorOf({ baseUrl }), offline: () => fake });

beforeEach(() => {
  for (const name of ["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY"]) vi.stubEnv(name, "");
});
afterEach(() => vi.unstubAllEnvs());

describe("loadChat", () => {
  it("leaves offline to the caller, key or no key", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-something-0123456789");
    expect(await load("offline")).toBe(fake);
  });

  it("names the variable of a missing key", async () => {
    await expect(load("openai:gpt-4o-mini")).rejects.toMatchObject({
      code: "bad-model",
      message: expect.stringContaining("OPENAI_API_KEY"),
    });
  });

  it("needs no key for a server of one's own, from the settings or the environment", async () => {
    expect(await load("openai:llama3", "http://127.0.0.1:9/v1")).toMatchObject({
      model: "llama3",
      clientConfig: { baseURL: "http://127.0.0.1:9/v1" },
    });
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:8/v1");
    expect(await load("openai:llama3")).toMatchObject({ clientConfig: { baseURL: "http://127.0.0.1:8/v1" } });
  });

  it("names the package of a provider that is not installed", async () => {
    await expect(load("anthropic:claude-x")).rejects.toMatchObject({
      code: "bad-model",
      hint: "npm install @langchain/anthropic",
    });
  });

  it.each(["nobody:model", "constructor:x", "core:x"])("knows no provider %s", async (spec) => {
    await expect(load(spec)).rejects.toMatchObject({ code: "bad-model", message: expect.stringContaining("Unknown provider") });
    await expect(loadEmbedding(spec, operatorOf())).rejects.toMatchObject({ code: "bad-model" });
  });
});

describe("methodFor", () => {
  it.each([
    ["openai:gpt-4o-mini", false, "jsonSchema"],
    ["openai:llama3", true, "text"],
    ["anthropic:claude-x", false, "text"],
    ["offline", false, "text"],
  ] as const)("auto for %s (own server: %s) is %s", (spec, custom, method) => {
    expect(methodFor("auto", spec, custom)).toBe(method);
    expect(methodFor("jsonMode", spec, custom)).toBe(spec === "offline" ? "text" : "jsonMode");
  });
});

describe("prices", () => {
  it("ships a dated table and reads a person's own", () => {
    expect(loadPrices().date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(loadPrices().models["openai:gpt-4o-mini"]).toEqual({ input: expect.any(Number), output: expect.any(Number) });
    expect(parsePrice("openai:a=b:c=0.5,1.5")).toEqual(["openai:a=b:c", { input: 0.5, output: 1.5 }]);
    expect(() => parsePrice("gpt=1")).toThrow(/Not a price/);
  });
});
