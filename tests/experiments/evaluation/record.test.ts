import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { BillpError } from "../../../core/errors.ts";
import {
  asEarlier,
  type Episode,
  episodeLine,
  parseEpisodes,
  readEpisodes,
  writeEpisodes,
} from "../../../experiments/evaluation/record.ts";
import { episode, played, quit, round } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-episodes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (episodes: Episode[]) => episodes.map((e) => `${episodeLine(e)}\n`).join("");
const refusal = (run: () => unknown): BillpError => {
  try {
    run();
  } catch (error) {
    if (error instanceof BillpError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("episodes.jsonl", () => {
  it("keeps the field order of the record, however the object was built", () => {
    const e = played([4]);
    const shuffled = { ...Object.fromEntries(Object.entries(e).reverse()), extra: 1 } as unknown as Episode;
    expect(episodeLine(shuffled)).toBe(episodeLine(e));
    expect(Object.keys(JSON.parse(episodeLine(e)))).toEqual(["episode", "user", "split", "end", "len", "return", "rounds"]);
    const fields = "plan proposal item title reward worldReward accepted value advantage replaced".split(" ");
    expect(Object.keys(JSON.parse(episodeLine(e)).rounds[0])).toEqual(fields);
  });

  it("comes back from a file as it was written", async () => {
    const all = [
      played([5, 3.25], { episode: 1 }),
      episode([round({ title: 'Line\u2028separator "and" quotes' })], { end: { kind: "limit", reason: null }, episode: 2 }),
      episode([quit({ item: null, title: null, worldReward: null })], { end: { kind: "unusable", reason: null }, episode: 3 }),
      played([], { end: { kind: "quit", reason: null }, episode: 4 }),
      episode([round({ replaced: true, replacedBecause: "masked" }), quit({ replaced: true, replacedBecause: "unknown" })], {
        episode: 5,
      }),
    ];
    const path = join(folder, "episodes.jsonl");
    await writeEpisodes(path, all);
    expect(await readEpisodes(path)).toEqual(all);
  });

  it("names file, line, field and a hint when a line is no episode", async () => {
    const wrong = refusal(() =>
      parseEpisodes(`${text([played([4])])}\n${text([{ ...played([4]), len: 3 }])}`, "run/episodes.jsonl"),
    );
    expect(wrong.code).toBe("bad-input");
    expect(wrong.message).toContain("run/episodes.jsonl:3");
    expect(wrong.message).toContain("len: is 3, but 1 rounds are accepted");
    expect(wrong.hint).toBeTruthy();
    expect(refusal(() => parseEpisodes('{"episode":1', "x")).message).toContain("x:1 is not JSON");
    await expect(readEpisodes(join(folder, "none.jsonl"))).rejects.toThrow(/none\.jsonl cannot be read/);
  });

  it.each([
    ["return", { return: 99 }],
    ["end.reason", { end: { kind: "limit" as const, reason: "repeat" as const } }],
    ["rounds.0.reward", { rounds: [quit({ reward: 3 })], len: 0, return: 0 }],
    ["rounds.0.accepted", { rounds: [quit(), round()], len: 1, return: 4 }],
    ["episode", { episode: 0 }],
    ["user", { user: 1.5 }],
  ])("refuses a wrong %s", (field, over) => {
    expect(refusal(() => parseEpisodes(text([{ ...played([4]), ...over }]), "f")).message).toContain(`${field}: `);
  });

  it("throws nothing but BillpError, whatever the file holds", () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constant(text([played([4])]).trim()));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        try {
          parseEpisodes(lines.join("\n"), "f");
        } catch (error) {
          expect(error).toBeInstanceOf(BillpError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("round-trips any rewards, and the rewards sum to `return`", () => {
    const rewards = fc.array(
      fc.double({ min: 0, max: 5, noNaN: true }).map((r) => r + 0),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rewards, fc.string({ unit: "binary" }), (all, plan) => {
        const e = played(all);
        for (const r of e.rounds) Object.assign(r, { plan: plan.toWellFormed() });
        expect(parseEpisodes(text([e]), "f")).toEqual([e]);
      }),
    );
  });
});

it("a record of an earlier version is compared without the reasons it did not keep", () => {
  const now = episode([
    round({ replaced: true, replacedBecause: "masked" }),
    round({ replaced: true, replacedBecause: "unknown" }),
  ]);
  const then = episode([round({ replaced: true }), round({ replaced: true, replacedBecause: "unknown" })]);
  expect(asEarlier(now, then)).toEqual(then);
  expect("replacedBecause" in (asEarlier(now, then).rounds[0] as object)).toBe(false);
  expect(asEarlier(now, now)).toEqual(now);
});
