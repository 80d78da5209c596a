/** Estimates on a small world: exact where the pilot covers the run, told what they are told, and the same request counted as the server would. */
import fc from "fast-check";
import { getEncoding } from "js-tiktoken";
import { afterEach, describe, expect, it, vi } from "vitest";
import { main } from "../../../apps/cli/main.ts";
import type { SettingsInput } from "../../../core/settings.ts";
import { estimateRun, type Figures } from "../../../experiments/studies/estimate/estimate.ts";
import { estimateStudy } from "../../../experiments/studies/estimate/estimate-study.ts";
import { pilotShare } from "../../../experiments/studies/estimate/pilot.ts";
import { createLineCounter } from "../../../experiments/studies/estimate/pilot-chat.ts";
import { parseStudy } from "../../../experiments/studies/spec/spec.ts";
import type { Stub } from "../../stubs/openai-server.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";
import { MODEL, PRICES, serveOffline, usageOf } from "./served-offline.ts";

const loadWorld = async (id: string) => tinyWorld(id === "other" ? "other@1" : "tiny@1");
const small: SettingsInput = { model: MODEL, train: 5, test: 4, lag: 2 };
const priorMemories = { loadWorld, prices: PRICES };

describe("a run that the pilot covers", () => {
  let stub: Stub | undefined;
  afterEach(async () => stub?.close());

  it.each([
    ["billp", "text"],
    ["billp", "jsonSchema"],
    ["billp", "functionCalling"],
    ["react", "text"],
  ] as const)("%s, %s: is estimated as the server counts it, role by role", async (method, answers) => {
    stub = await serveOffline(tinyWorld());
    const settings = { ...small, method, answers };
    const estimate = await estimateRun(settings, { ...priorMemories, operator: { baseUrl: stub.url } });
    const usage = await usageOf(settings, tinyWorld(), stub);
    expect(estimate.covered).toBe(true);
    expect(estimate.plusMinus).toEqual({ calls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 });
    expect(Object.keys(estimate.byRole).sort()).toEqual(Object.keys(usage.byRole).sort());
    for (const [role, figures] of Object.entries(estimate.byRole)) {
      const { calls, inputTokens, outputTokens } = usage.byRole[role as "actor"] as Figures;
      expect(figures, role).toMatchObject({ calls, inputTokens, outputTokens });
    }
    expect(estimate.total.costUsd).toBeCloseTo(usage.costUsd as number, 9);
  });

  it("counts the embeddings of a server", async () => {
    stub = await serveOffline(tinyWorld());
    const settings = { ...small, method: "billp", embedding: "openai:some-embedding" } as const;
    const [estimate, usage] = [
      await estimateRun(settings, { ...priorMemories, operator: { baseUrl: stub.url } }),
      await usageOf(settings, tinyWorld(), stub),
    ];
    const real = (usage.byRole as Record<string, Figures>).embedding as Figures;
    const foreseen = estimate.byRole.embedding as Figures;
    expect(Math.abs(foreseen.inputTokens / real.inputTokens - 1)).toBeLessThan(0.15);
    expect(foreseen.costUsd).toBeGreaterThan(0);
  });
});

describe("a run larger than its pilot", () => {
  it("is played in proportion, and never less than ten of a kind", () => {
    expect(pilotShare({ train: 100, test: 300 }, 200)).toEqual({ train: 50, test: 150 });
    expect(pilotShare({ train: 100, test: 100 }, 200)).toEqual({ train: 100, test: 100 });
    expect(pilotShare({ train: 2000, test: 20 }, 100)).toEqual({ train: 90, test: 10 });
    expect(pilotShare({ train: 5, test: 400 }, 40)).toEqual({ train: 5, test: 35 });
    expect(pilotShare({ train: 0, test: 400 }, 40)).toEqual({ train: 0, test: 40 });
  });

  it("is estimated with its spread", async () => {
    const settings = { ...small, method: "billp", train: 30, test: 15 } as const;
    const whole = await estimateRun(settings, priorMemories);
    const part = await estimateRun(settings, { ...priorMemories, episodes: 30 });
    expect(part).toMatchObject({ covered: false, run: { train: 30, test: 15 }, pilot: { train: 20, test: 10 } });
    expect(part.plusMinus.calls).toBeGreaterThan(0);
    expect(Math.abs(part.total.calls - whole.total.calls)).toBeLessThanOrEqual(2 * part.plusMinus.calls);
    expect(part.byRole.reflector?.calls).toBe(30);
  });
});

describe("what the caller knows better", () => {
  it("a length that is the pilot's own changes little, a longer one more than its share of tokens", async () => {
    const settings = { ...small, method: "billp" } as const;
    const plain = await estimateRun(settings, priorMemories);
    const len = ((plain.len.train as number) + (plain.len.test as number)) / 2;
    const same = await estimateRun(settings, { ...priorMemories, len });
    expect(same.covered).toBe(false);
    expect(Math.abs(same.total.inputTokens / plain.total.inputTokens - 1)).toBeLessThan(0.1);
    const longer = await estimateRun(settings, { ...priorMemories, len: len * 3 });
    expect(longer.len).toEqual({ train: len * 3, test: len * 3 });
    expect(longer.total.inputTokens / plain.total.inputTokens).toBeGreaterThan(longer.total.calls / plain.total.calls);
    expect(longer.byRole.reflector?.calls).toBe(5);
  });

  it("tokens of an answer", async () => {
    const { total } = await estimateRun({ ...small, method: "react" }, { ...priorMemories, outputTokens: 250 });
    expect(total.outputTokens).toBe(total.calls * 250);
  });
});

describe("time and money", () => {
  it("limits and lanes decide the minutes", async () => {
    const of = (more: object) => estimateRun({ ...small, method: "react" }, { ...priorMemories, msPerCall: 60_000, ...more });
    const one = await of({ workers: 1 });
    expect(one.minutes).toBeCloseTo(one.total.calls, 6); // Planner, then Actor: nothing side by side
    expect((await of({ workers: 2 })).minutes).toBeCloseTo(one.minutes / 2, 6);
    expect((await of({ workers: 4, maxConcurrentCalls: 1 })).minutes).toBeCloseTo(one.minutes, 6);
    expect((await of({ workers: 4, perMinute: 1 })).minutes).toBeCloseTo(one.total.calls, 6);
    const both = await estimateRun({ ...small, method: "billp" }, { ...priorMemories, workers: 1, msPerCall: 60_000 });
    expect(both.minutes).toBeLessThan(both.total.calls * 0.75); // the Critic beside the Planner
  });

  it("no price is no cost, the offline model is free, a policy asks nobody", async () => {
    expect((await estimateRun({ ...small, method: "react" }, { loadWorld, prices: {} })).total.costUsd).toBeNull();
    const mixed = await estimateRun({ ...small, method: "react", models: { planner: "offline" } }, priorMemories);
    expect(mixed.byRole.planner).toMatchObject({ model: "offline", costUsd: 0 });
    expect(mixed.byRole.actor?.costUsd).toBeGreaterThan(0);
    const policy = await estimateRun({ ...small, method: "greedy" }, priorMemories);
    expect(policy).toMatchObject({ total: { calls: 0, inputTokens: 0, costUsd: 0 }, covered: true, byRole: {} });
  });
});

describe("a study", () => {
  it("plays one pilot for all seeds of an arm, and counts every run once", async () => {
    const study = parseStudy({
      title: "t",
      question: "q",
      seeds: 3,
      settings: { ...small, train: 8, test: 6 },
      arms: ["billp", "react", "random", { name: "shuffled", method: "billp", memories: { from: "billp", change: "shuffled" } }],
      curve: { arms: ["billp"], points: [0, 4, 8] },
    });
    const pilots: string[] = [];
    const found = await estimateStudy(study, { ...priorMemories, onPilot: ({ runSpec }) => pilots.push(runSpec.id) });
    expect(pilots).toHaveLength(6);
    expect(found.runs).toBe(18);
    expect(found.arms.map((a) => a.arm)).toEqual(["billp", "react", "random", "shuffled", "billp after 0", "billp after 4"]);
    expect(found.total.calls).toBe(found.arms.reduce((sum, a) => sum + a.total.calls, 0));
    expect(found.byRole.reflector?.calls).toBe(3 * 8);
    const [billp, react, random, shuffled] = found.arms;
    const alone = await estimateRun({ ...small, train: 8, test: 6, method: "billp" }, priorMemories);
    expect(billp?.total.calls).toBe(3 * alone.total.calls);
    expect(react?.run).toEqual({ train: 0, test: 6 });
    expect(random?.total.calls).toBe(0);
    // Starts from the memories of billp's pilot: the Actor is shown cases from the first round on.
    const empty = found.arms.at(-2);
    const perCall = (a?: { byRole: Readonly<Record<string, Figures>> }) =>
      (a?.byRole.planner?.inputTokens as number) / (a?.byRole.planner?.calls as number);
    expect(perCall(shuffled)).toBeGreaterThan(perCall(empty));
  });
});

describe("billp estimate", () => {
  afterEach(() => void vi.restoreAllMocks());

  async function call(line: string) {
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      vi.spyOn(process[name], "write").mockImplementation(((text: string, done?: () => void) => {
        texts[name] += text;
        done?.();
        return true;
      }) as never);
    return { code: await main(["node", "billp", ...line.split(" ")]), ...texts };
  }

  it("says calls, cost and a budget, without a key", async () => {
    const { code, stdout } = await call(
      "estimate --method react --train 0 --test 2 --model openai:some-model --price openai:some-model=1000,4000",
    );
    expect(code).toBe(0);
    for (const words of ["planner", "actor", "tokens in", "exactly this", "--budget", "(--len)", "not foreseen"])
      expect(stdout).toContain(words);
    const json = JSON.parse((await call("estimate --method react --train 0 --test 2 --model openai:some-model --json")).stdout);
    expect(json.total).toMatchObject({ calls: json.byRole.planner.calls * 2, costUsd: null });
  });

  it("asks for a price that is not known", async () => {
    const { stdout } = await call("estimate --method act-only --train 0 --test 1 --model openai:unheard-of");
    expect(stdout).toContain("$?");
    expect(stdout).toContain("--price openai:unheard-of=INPUT,OUTPUT");
  });

  it("refuses a method beside a study", async () => {
    expect(await call("estimate overall --method react")).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("the line counter", () => {
  it("counts as the encoding does, whatever the lines", () => {
    const [whole, byLine] = [getEncoding("cl100k_base"), createLineCounter()];
    const piece = fc.constantFrom(
      "\n",
      "\n\n",
      " ",
      "\t",
      "\r\n",
      "{",
      "}\n",
      "The film",
      "(1999)",
      "Łódź",
      "é",
      "…",
      "7",
      "'s",
      "?!\n",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        expect(byLine(text)).toBe(whole.encode(text, [], []).length);
      }),
      { numRuns: 500 },
    );
  });
});
