/** Who may use the graphs behind a LangGraph server. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { callerOf } from "../../graphs/auth.ts";
import { STUDIO_ORIGINS } from "../../graphs/studio-origins.ts";

const TOKEN = "a-long-token-of-the-operator-0123";
const by = (headers: Record<string, string>, token?: string) => callerOf(new Headers(headers), token);
const status = (headers: Record<string, string>, token?: string) => {
  try {
    return by(headers, token);
  } catch (error) {
    return (error as { status: number }).status;
  }
};

describe("with a token", () => {
  it.each(["localhost:2024", "billp.example", "127.0.0.1"])("its holder may, by the name %s", (host) => {
    expect(by({ host, authorization: `Bearer ${TOKEN}`, origin: "https://anything.example" }, TOKEN)).toBe("token");
    expect(by({ host, authorization: `bearer   ${TOKEN}` }, ` ${TOKEN}\n`)).toBe("token");
  });

  it.each([
    {},
    { authorization: "" },
    { authorization: "Bearer" },
    { authorization: `Bearer ${TOKEN}x` },
    { authorization: `Bearer ${TOKEN.slice(1)}` },
    { authorization: `Basic ${TOKEN}` },
    { authorization: TOKEN },
    { "x-api-key": TOKEN },
    { "x-auth-scheme": "langsmith" },
  ])("nobody else may: %o", (headers) => {
    expect(status({ host: "localhost:2024", ...headers } as unknown as Record<string, string>, TOKEN)).toBe(401);
  });
});

describe("without a token", () => {
  it.each(["localhost", "localhost:2024", "127.0.0.1:2024", "127.9.9.9", "[::1]:2024"])("this machine may, by %s", (host) => {
    for (const origin of [undefined, "http://localhost:3000", "http://127.0.0.1", "http://[::1]:8", ...STUDIO_ORIGINS])
      expect(by({ host, ...(origin === undefined ? {} : { origin }) }, "")).toBe("loopback");
  });

  it.each([
    "",
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "localhost:x",
    "256.0.0.1",
    "127.0.0.256",
  ])("no other name: %s", (host) => expect(status({ host }, undefined)).toBe(403));

  it.each([
    "null",
    "https://evil.example",
    "http://localhost.evil.example",
    "https://smith.langchain.com.evil.example",
    "http://smith.langchain.com",
    "file://",
    "http://localhost@evil.example",
    "chrome-extension://x",
  ])("no other page: %s", (origin) => expect(status({ host: "localhost", origin }, undefined)).toBe(403));
});

it("langgraph.json names the hook, closes Studio's own way in, and lists the pages that a browser may ask from", () => {
  const config = JSON.parse(readFileSync(new URL("../../langgraph.json", import.meta.url), "utf8"));
  expect(config.auth).toEqual({ path: "./graphs/auth.ts:auth", disable_studio_auth: true });
  expect(config.http.cors.allow_origins).toEqual(STUDIO_ORIGINS);
});
