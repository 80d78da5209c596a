/** The pieces of the command line: flags from schemas, the page of settings, lines that fit, and the README's example. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { methodsPage, settingsPage } from "../../../apps/cli/docs.ts";
import { EXAMPLES, examplesText } from "../../../apps/cli/examples.ts";
import { program } from "../../../apps/cli/main.ts";
import { checkModels, paidModels, specsOf, warnOf } from "../../../apps/cli/models.ts";
import { offlineNote, resultText } from "../../../apps/cli/result.ts";
import { settingsFields } from "../../../apps/cli/run.ts";
import { table } from "../../../apps/cli/table.ts";
import { createTally, timeLeft, wordsOf } from "../../../apps/cli/tally.ts";
import { columnsOf, wrap } from "../../../apps/cli/text.ts";
import { operatorOf } from "../../../core/operator.ts";
import { methodNames, policyNames } from "../../../methods/registry.ts";
import { resolveSettings, SettingsSchema } from "../../../methods/settings.ts";
import { BuildOptionsSchema } from "../../../worlds/build/options.ts";
import { ROOT } from "./spawn.ts";

const commandAt = (...names: string[]) =>
  names.reduce(
    (command, name) => command.commands.find((c) => c.name() === name)!,
    program(() => {}),
  );
const flagsOf = (...names: string[]) => commandAt(...names).options.map((o) => o.attributeName());

describe("flags", () => {
  it("exist for every setting, and for every role's model", () => {
    const { models, ...plain } = SettingsSchema.shape;
    const roles = Object.keys(models.unwrap().shape).map((role) => `${role}Model`);
    expect(flagsOf("run")).toEqual(expect.arrayContaining([...Object.keys(plain), ...roles]));
  });

  it("exist for every option of a world build", () => {
    expect(flagsOf("world", "build")).toEqual(expect.arrayContaining(Object.keys(BuildOptionsSchema.shape)));
  });

  it("check values as the schema does", () => {
    for (const field of settingsFields().filter((f) => f.kind === "integer")) {
      expect(field.check(-1), field.flag).toMatch(/^expected a whole number from \d+ to \d+$/);
      expect(field.check(0.5), field.flag).not.toBeNull();
    }
  });
});

describe("docs (else: npx tsx tools/scripts/make-docs.ts)", () => {
  it("settings.md is what the schemas say", () => {
    expect(readFileSync(join(ROOT, "docs/settings.md"), "utf8")).toBe(settingsPage());
  });

  it("methods.md has a table of every method and policy, as they are defined", () => {
    const text = readFileSync(join(ROOT, "docs/methods.md"), "utf8");
    expect(text).toBe(methodsPage(text));
    for (const name of [...methodNames(), ...policyNames()]) expect(text).toContain(`| \`${name}\` |`);
  });
});

describe("the documentation", () => {
  const pages = ["README.md", ...readdirSync(join(ROOT, "docs")).map((page) => `docs/${page}`)].filter((page) =>
    page.endsWith(".md"),
  );

  it.each(pages)("%s links only to what exists", (page) => {
    const targets = [...readFileSync(join(ROOT, page), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(
      (match) => match[1] as string,
    );
    const files = targets.filter((target) => !/^https?:/.test(target));
    for (const file of files) expect(existsSync(join(ROOT, dirname(page), file)), `${page} → ${file}`).toBe(true);
  });

  it("explains every error code", () => {
    const codes = [...readFileSync(join(ROOT, "core/errors.ts"), "utf8").matchAll(/^ {2}\| "([\w-]+)"/gm)].map(
      (match) => match[1],
    );
    expect(codes.length).toBeGreaterThan(9);
    for (const code of codes) expect(readFileSync(join(ROOT, "docs/errors.md"), "utf8")).toContain(`| \`${code}\` |`);
  });

  const blocks = (page: string) => readFileSync(join(ROOT, page), "utf8").matchAll(/```sh\n(.*?)```/gs);
  const lines = pages.flatMap((page) =>
    [...blocks(page)].flatMap(([, text]) =>
      (text as string)
        .replaceAll("\\\n", " ")
        .split("\n")
        .map((line) => [page, line] as const),
    ),
  );
  const commands = lines.flatMap(([page, line]) => {
    const args = /^(?:npm run -s billp --|npx billp|billp) (?!.*--help)([^#&|>]*)/.exec(line)?.[1];
    return args === undefined ? [] : [[page, args.trim()] as const];
  });

  it.each(commands)("%s: `%s` is taken as it stands", async (_page, args) => {
    expect(await taken(args)).not.toBe("");
  });

  it("lists every page", () => {
    const index = readFileSync(join(ROOT, "docs/README.md"), "utf8");
    for (const page of pages.slice(1)) if (page !== "docs/README.md") expect(index).toContain(`(${page.slice(5)})`);
  });
});

/** Takes a line as the command line would, with every action left out; gives the command that was found. */
async function taken(args: string): Promise<string> {
  const billp = program(() => {});
  let called = "";
  const stub = (c: Command, path: readonly string[]): void => {
    c.action(() => {
      called = path.join(" ");
    });
    for (const part of c.commands) stub(part, [...path, part.name()]);
  };
  for (const part of billp.commands) stub(part, [part.name()]);
  const words = [...args.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/["']/g, ""));
  await billp.parseAsync(["node", "billp", ...words]);
  return called;
}

describe("examples of the help", () => {
  const all = Object.entries(EXAMPLES).flatMap(([command, examples]) => examples.map(([args]) => [command, args] as const));

  it.each(all)("%s: `%s` is taken by the command line as it stands", async (command, args) => {
    const called = await taken(args);
    expect(called).not.toBe("");
    expect(args.startsWith(called) && called.startsWith(command)).toBe(true);
  });

  it("stand at the end of the help of each command, under the name it is called by here", async () => {
    vi.stubEnv("npm_lifecycle_event", "npx");
    for (const [command, examples] of Object.entries(EXAMPLES))
      for (const [args] of examples) expect(examplesText(command)).toContain(`\n    npx billp ${args}`);
    vi.stubEnv("npm_lifecycle_event", "billp");
    expect(examplesText("view")).toContain("npm run -s billp -- view");
    vi.unstubAllEnvs();
  });
});

describe("remarks", () => {
  const warnings = (settings: object, operation = {}) => warnOf(resolveSettings(settings), { workers: 4, ...operation });

  it("say when workers will wait", () => {
    expect(warnings({}, { workers: 33 })).toEqual([expect.stringContaining("lag of 32")]);
    expect(warnings({ fidelity: "paper" }, { workers: 11 })).toEqual([expect.stringContaining("batches of 10")]);
    expect(warnings({}, { workers: 32 })).toEqual([]);
  });

  it("say when no training episode is shown what another one wrote, and what would change it", () => {
    expect(warnings({ train: 20 })).toEqual([expect.stringMatching(/lag of 32 and 20 training .* none sees .*--lag 5/)]);
    expect(warnings({ train: 8, fidelity: "paper" })).toEqual([expect.stringMatching(/batches of 10 and 8 .*--batch 2/)]);
    const silent = [{ train: 33 }, { train: 20, lag: 19 }, { train: 0 }, { train: 20, method: "act-only" }];
    for (const settings of [...silent, { train: 20, method: "random" }]) expect(warnings(settings)).toEqual([]);
  });
});

describe("a paid model", () => {
  beforeEach(() => void vi.stubEnv("OPENAI_API_KEY", "sk-nothing-0123456789").stubEnv("OPENAI_BASE_URL", ""));
  afterEach(() => void vi.unstubAllEnvs());
  const own = operatorOf({ baseUrl: "http://localhost:1/v1" });
  const paid = (settings: object, given = {}, operator = operatorOf()) => paidModels(resolveSettings(settings), operator, given);

  it("is any that is not in this process, Ollama's, a server of one's own, or free by its price", () => {
    expect(paid({ model: "openai:gpt-4o-mini" })).toEqual(["openai:gpt-4o-mini"]);
    expect(paid({ model: "openai:unheard-of", models: { critic: "groq:x" } })).toEqual(["openai:unheard-of", "groq:x"]);
    expect(paid({ embedding: "openai:text-embedding-3-small" })).toEqual(["openai:text-embedding-3-small"]);
    expect(paid({ model: "openai:x", method: "random" })).toEqual([]);
    expect(paid({ models: { actor: "offline:blind", critic: "ollama:x" } })).toEqual([]);
    expect(paid({ model: "openai:x" }, { "openai:x": { input: 0, output: 0 } })).toEqual([]);
  });

  it("may be served from a server of one's own, with a price", () => {
    expect(paid({ model: "openai:x" }, {}, own)).toEqual([]);
    expect(paid({ model: "groq:x" }, {}, own)).toEqual(["groq:x"]);
    expect(paid({ model: "openai:gpt-4o-mini" }, {}, own)).toEqual(["openai:gpt-4o-mini"]);
    expect(paid({ model: "openai:gpt-4o-mini" }, { "openai:gpt-4o-mini": { input: 0, output: 0 } }, own)).toEqual([]);
    expect(paid({ model: "openai:x" }, { "openai:x": { input: 0, output: 0.1 } }, own)).toEqual(["openai:x"]);
  });

  it("is refused without a budget, and with one it is not", async () => {
    const settings = resolveSettings({ model: "openai:gpt-4o-mini" });
    const refused = { code: "bad-settings", message: expect.stringMatching(/openai:gpt-4o-mini .*--budget USD/) };
    await expect(checkModels(settings, { budget: null, price: [] })).rejects.toMatchObject(refused);
    await expect(checkModels(settings, { budget: null, price: [] })).rejects.toMatchObject({
      hint: expect.stringContaining("`billp estimate`"),
    });
    await checkModels(settings, { budget: 1, price: [] });
    await checkModels(settings, { budget: null, price: ["openai:gpt-4o-mini=0,0"] });
    expect(specsOf(resolveSettings({ models: { critic: "openai:c" } }))).toEqual(["offline", "openai:c"]);
  });
});

describe("the closing note", () => {
  const noteOn = (settings: object) => offlineNote(resolveSettings(settings));

  it("says what offline models are, and nothing of a policy", () => {
    expect(noteOn({})).toMatch(/^The offline model is no language model.*\n.*machinery.*\.$/);
    expect(noteOn({ models: { actor: "offline:blind" } })).toMatch(
      /^The offline model(.*\n)+offline:blind is a control: the right form, no content/,
    );
    expect(noteOn({ model: "openai:x", models: { critic: "offline:blind" } })).toMatch(/^offline:blind is a control/);
    expect(noteOn({ model: "openai:x", models: { critic: "offline" } })).toBeNull();
    expect(noteOn({ method: "random", models: { actor: "offline:blind" } })).toBeNull();
  });
});

describe("lines", () => {
  it("leave out the last figures where there is no room", () => {
    const now = createTally(() => 0).now();
    const full = wordsOf({ ...now, total: 10, done: 3, len: 2, return: 8, calls: 1234, tokens: 5.6e6, leftMs: 61_000 }, 200);
    expect(full).toBe("3/10  Len 2.0  return 8.0  1:01 left  $0.00  1.2k calls  5.6M tokens");
    for (const width of [10, 20, 40, 60]) expect(wordsOf({ ...now, total: 10 }, width).length).toBeLessThanOrEqual(width);
  });

  it("mark what is an estimate, and say which tries may have cost more", () => {
    const now = { ...createTally(() => 0).now(), costUsd: 1.5, tokens: 1000 };
    expect(wordsOf({ ...now, estimated: true }, 200)).toMatch(/~\$1\.50 .*~1.*tokens/);
    expect(wordsOf(now, 200)).not.toContain("~");
    const usage = { calls: 9, inputTokens: 1, outputTokens: 1, costUsd: 0.5, byRole: {} };
    const of = (more: object) => {
      const summary = { run: "r", train: { episodes: 0 }, test: { episodes: 0 }, usage: { ...usage, ...more }, wallMs: 1 };
      return resultText(summary as never, "runs/r", null);
    };
    expect(of({})).not.toContain("~");
    expect(of({ estimatedCalls: 4 })).toMatch(/~2 tokens, ~\$0\.50[\s\S]*tokens of 4 calls are estimates/);
    expect(of({ lost: { tries: 3, usd: 0.25 } })).toMatch(/3 tries without an answer, which may have cost \$0\.25 more/);
  });

  it("reckon the time left from this session alone", () => {
    let time = 0;
    const tally = createTally(() => time);
    const episode = { split: "test", len: 2, return: 8 } as never;
    const usage = { calls: 1, inputTokens: 1, outputTokens: 1, costUsd: null, byRole: {} };
    time = 1000;
    tally.note({ episode, done: 91, total: 100, usage });
    expect(tally.now()).toMatchObject({ done: 91, leftMs: null, costUsd: null, len: 2 });
    for (const done of [92, 93]) tally.note({ episode, done, total: 100, usage });
    time = 3000;
    expect(tally.now()).toMatchObject({ done: 93, leftMs: 7000 });
  });

  it("show no time left before enough is done to tell", () => {
    const work = (done: number) => timeLeft(60_000, { done, left: 100 - done, enough: 10 });
    expect([0, 1, 9].map(work)).toEqual([null, null, null]);
    expect(work(10)).toBe(540_000);
  });

  it("know 80 columns where nothing says how many, and what COLUMNS says", () => {
    const pipe = { isTTY: false, columns: undefined } as never;
    vi.stubEnv("COLUMNS", "");
    expect(columnsOf(pipe)).toBe(80);
    vi.stubEnv("COLUMNS", "132");
    expect(columnsOf(pipe)).toBe(132);
    expect(columnsOf({ isTTY: true, columns: 40 } as never)).toBe(40);
    vi.unstubAllEnvs();
  });

  it("of a table too wide lose the columns that may go, in order, and say which", () => {
    const [head, rows] = [["arm", "Len", "ends"], [["billp", "1.00", "dislike 100 %"]]] as const;
    const wide = (width: number) => table([...head], [[...rows[0]]], { width, mayGo: ["ends", "Len"] });
    expect(wide(26)).toBe("arm     Len  ends\nbillp  1.00  dislike 100 %");
    expect(wide(25)).toBe("arm     Len\nbillp  1.00\n(no room for: ends; COLUMNS=200 shows all)");
    expect(wide(8)).toBe("arm\nbillp\n(no room for: ends, Len; COLUMNS=200 shows all)");
    expect(wide(4)).toContain("  ends  dislike 100 %");
  });

  it("are wrapped at spaces, and tables become blocks", () => {
    expect(wrap("  one two three", 9)).toBe("  one two\n  three");
    expect(table(["method", "Len"], [["billp", "1.00"]], { width: 80 })).toBe(
      "method   Len\nbilp".replace("bilp", "billp   1.00"),
    );
    expect(table(["method", "Len"], [["billp", "1.00"]], { width: 8 })).toBe("billp\n  Len  1.00");
  });
});
