/** Keys of the environment and addresses of model servers: each key reaches the origin it was given for, and no redirect carries it on. */
import { describe, expect, it, vi } from "vitest";
import { operatorOf } from "../../../core/operator.ts";
import { refuseOtherAddress } from "../../../models/providers/addresses.ts";
import { loadChat } from "../../../models/providers/chat.ts";
import { listen } from "../../stubs/listener.ts";
import { ask, place, SECRETS } from "./harness.ts";

const at = place();
const keysOf = (heard: { headers: Record<string, unknown> }[]) => [...new Set(heard.map((h) => h.headers.authorization))];

describe("a key that was not given for an address does not go there", () => {
  const ways: [string, () => Promise<string>][] = [
    [
      "OPENAI_API_KEY, to an address in code",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        return ask({ baseUrl: at.foreign.url });
      },
    ],
    [
      "OPENAI_API_KEY, to BILLP_BASE_URL",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        vi.stubEnv("BILLP_BASE_URL", at.foreign.url);
        return ask({});
      },
    ],
    [
      "OPENAI_API_KEY, to OPENAI_BASE_URL",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        vi.stubEnv("OPENAI_BASE_URL", at.foreign.url);
        return ask({});
      },
    ],
    [
      "OPENAI_API_KEY, to OPENAI_API_BASE",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        vi.stubEnv("OPENAI_API_BASE", `${at.foreign.url}/v1`);
        return ask({});
      },
    ],
    [
      "BILLP_API_KEY of BILLP_BASE_URL, to another in code",
      () => {
        vi.stubEnv("BILLP_BASE_URL", at.own.url);
        return ask({ baseUrl: at.foreign.url });
      },
    ],
    [
      "BILLP_API_KEY of OPENAI_BASE_URL, to another in code",
      () => {
        vi.stubEnv("OPENAI_BASE_URL", at.own.url);
        return ask({ baseUrl: at.foreign.url });
      },
    ],
    [
      "BILLP_API_KEY of BILLP_BASE_URL, though OPENAI_BASE_URL names another",
      async () => {
        vi.stubEnv("BILLP_BASE_URL", `${at.foreign.url}/v1`);
        vi.stubEnv("BILLP_API_KEY", "");
        vi.stubEnv("OPENAI_BASE_URL", at.own.url);
        return ask({});
      },
    ],
    [
      "a key in code for OpenAI's own, to OPENAI_BASE_URL",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        vi.stubEnv("OPENAI_BASE_URL", at.foreign.url);
        return ask({ apiKey: SECRETS.OPENAI_API_KEY as string });
      },
    ],
    [
      "OPENAI_API_KEY, to a path that looks like OpenAI's",
      () => {
        vi.stubEnv("BILLP_API_KEY", "");
        return ask({ baseUrl: `${at.foreign.url}/https://api.openai.com/v1` });
      },
    ],
    [
      "organisation, project, admin key and headers of OpenAI's",
      () => {
        vi.stubEnv("OPENAI_API_KEY", "");
        vi.stubEnv("BILLP_API_KEY", "");
        return ask({ baseUrl: at.foreign.url });
      },
    ],
  ];
  it.each(ways)("%s", async (_, way) => {
    await way();
    expect(at.foreign.heard.map((h) => h.path.replace(/.*\//, "")).sort()).toEqual(["completions", "embeddings"]);
    expect(keysOf(at.foreign.heard)).toEqual([undefined]); // a server without a key works, and gets none
    expect(at.own.heard).toEqual([]);
  });

  it("its own origin gets it, and nothing else", async () => {
    vi.stubEnv("BILLP_BASE_URL", `${at.own.url}/v1`);
    expect(await ask({})).toBe("answered; answered");
    expect(keysOf(at.own.heard)).toEqual([`Bearer ${SECRETS.BILLP_API_KEY}`]);
    const { BILLP_API_KEY: _, ...others } = SECRETS;
    for (const value of Object.values(others)) expect(at.own.text()).not.toContain(value);
  });

  it("OPENAI_API_KEY goes to https://api.openai.com, and not to http", () => {
    const operator = operatorOf();
    expect(operator.keyFor("https://api.openai.com/v1")).toBe(SECRETS.OPENAI_API_KEY);
    for (const other of [
      "http://api.openai.com/v1",
      "https://api.openai.com:444/v1",
      "https://api.openai.com.evil.example",
      "https://openai.com",
      "x",
    ])
      expect(operator.keyFor(other)).toBeUndefined();
    expect(JSON.stringify(operator)).not.toContain("planted");
  });

  it("what is missing is said", async () => {
    vi.stubEnv("OPENAI_API_KEY", "");
    expect(await ask({})).toMatch(/needs a key, and OPENAI_API_KEY is not set\..*BILLP_API_KEY/);
    for (const address of ["http://me:planted-own-server-key-0014@127.0.0.1/v1", "file:///etc", "nowhere"]) {
      vi.stubEnv("BILLP_BASE_URL", address);
      expect(await ask({})).toMatch(/address (holds a user name|is not an)/);
    }
  });

  it("the client's own log says nothing of it", async () => {
    vi.stubEnv("OPENAI_LOG", "debug");
    vi.stubEnv("BILLP_BASE_URL", at.own.url);
    const said = (["debug", "info", "log", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => undefined),
    );
    await ask({});
    expect(JSON.stringify(said.map((s) => s.mock.calls))).not.toContain("planted");
    vi.restoreAllMocks();
  });
});

describe("a redirect to another origin is not followed", () => {
  it.each([301, 302, 303, 307, 308])("%i", async (status) => {
    const sending = await listen((_, response) =>
      response.writeHead(status, { location: `${at.foreign.url}/v1/chat/completions?planted` }).end(),
    );
    vi.stubEnv("BILLP_BASE_URL", `${sending.url}/v1`);
    const said = await ask({});
    await sending.close();
    expect(said).toContain(`The server at ${sending.url} sends its calls on to ${at.foreign.url}; nothing was sent there.`);
    expect(sending.heard.length).toBe(2);
    expect(at.foreign.heard).toEqual([]);
  });

  it.each([
    ["without a scheme", () => at.foreign.url.replace("http:", "")],
    ["with a user name", () => at.foreign.url.replace("//", "//me:you@")],
    ["of another kind", () => "file:///etc/passwd"],
    ["of data", () => "data:application/json,{}"],
  ])("%s", async (_, to) => {
    const sending = await listen((_h, response) => response.writeHead(307, { location: to() }).end());
    vi.stubEnv("BILLP_BASE_URL", sending.url);
    expect(await ask({})).toMatch(/nothing was sent there|gave no answer/);
    await sending.close();
    expect(at.foreign.heard).toEqual([]);
  });

  it("over a hop within the origin", async () => {
    const sending = await listen((h, response) =>
      response.writeHead(307, { location: h.path.includes("hop") ? at.foreign.url : "/hop" }).end(),
    );
    vi.stubEnv("BILLP_BASE_URL", sending.url);
    expect(await ask({})).toContain("nothing was sent there");
    await sending.close();
    expect(sending.heard.length).toBe(4);
    expect(at.foreign.heard).toEqual([]);
  });
});

describe("a provider's library takes no other address from the environment", () => {
  it.each([
    ["anthropic", "ANTHROPIC_BASE_URL"],
    ["google-genai", "GOOGLE_GENAI_BASE_URL"],
    ["mistralai", "MISTRAL_BASE_URL"],
    ["groq", "GROQ_BASE_URL"],
    ["cohere", "CO_API_URL"],
    ["deepseek", "OPENAI_BASE_URL"],
    ["xai", "OPENAI_API_BASE"],
  ])("%s by %s", async (provider, name) => {
    vi.stubEnv(name, at.foreign.url);
    expect(() => refuseOtherAddress(provider, "ITS_KEY")).toThrow(new RegExp(`${name} names another server than https://`));
    const load = loadChat(`${provider}:m`, {
      settings: { temperature: 0 },
      operator: operatorOf(),
      offline: () => null as never,
    });
    await expect(load).rejects.toMatchObject({ code: "bad-model" });
    expect(at.foreign.heard).toEqual([]);
  });
});
