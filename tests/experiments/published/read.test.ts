import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BillpError } from "../../../core/errors.ts";
import { totals } from "../../../experiments/evaluation/metrics.ts";
import { AS_RECORDED, parseRecorded } from "../../../experiments/published/read.ts";
import { fileReport } from "../../../experiments/published/report.ts";
import { left, line, step } from "./sample.ts";

const text = line([
  step({ critic: "4", sign: 1 }),
  step({ reply: "recommend['Far Isle']", proposed: "'Far Isle'", item: "Far Isle", critic: "2.", sign: -1, reward: 5 }),
  left({ reply: "recommend[Far Shore]", proposed: "Far Shore", item: "Far Isle", critic: "3", sign: 1 }),
]);

describe("a recorded line", () => {
  it("becomes an episode: the quit is refused, earns 0, and its reason is unknown", () => {
    const [{ episode }] = parseRecorded(text, "f") as [ReturnType<typeof parseRecorded>[number]];
    expect(episode).toMatchObject({ episode: 1, user: 7, split: "test", end: { kind: "quit", reason: null }, len: 2, return: 9 });
    expect(episode.rounds.map((r) => [r.accepted, r.reward, r.worldReward])).toEqual([
      [true, 4, 4],
      [true, 5, 5],
      [false, 0, null],
    ]);
    expect(episode.rounds.map((r) => r.item)).toEqual([0, 1, 1]);
    expect(episode.rounds.map((r) => r.replaced)).toEqual([false, false, true]);
  });
  it("has the values one round later than the critic's texts, and the last one apart", () => {
    const [{ episode, lastValue }] = parseRecorded(text, "f") as [ReturnType<typeof parseRecorded>[number]];
    expect(episode.rounds.map((r) => r.value)).toEqual([0, 4, 2]);
    expect(lastValue).toBe(3);
    expect(episode.rounds.map((r) => r.advantage)).toEqual([4, -2, 1]);
  });
  it("reads by the paper's rule and on the bounded scale when asked", () => {
    const by = (over: object) => parseRecorded(text, "f", { ...AS_RECORDED, ...over })[0]?.episode.rounds;
    expect(by({ rule: "paper" })?.map((r) => r.advantage)).toEqual([4 + 2 - 0, 5 + 1 - 4, 0 - 2]);
    expect(by({ scale: "bounded" })?.map((r) => r.value)).toEqual([5, 9, 7]);
    expect(by({ rule: "paper", scale: "bounded" })?.map((r) => r.advantage)).toEqual([4 + 4.5 - 5, 5 + 3.5 - 9, -7]);
  });
  it("bootstraps an episode that was cut off", () => {
    const cut = parseRecorded(line([step(), step({ critic: "4" })]), "f", { ...AS_RECORDED, rule: "paper" })[0];
    expect(cut?.episode.end).toEqual({ kind: "limit", reason: null });
    expect(cut?.episode.rounds.map((r) => r.advantage)).toEqual([4 + 1 - 0, 4 + 2 - 2]);
  });
  it("without a number from the critic has no value and no advantage", () => {
    const rounds = parseRecorded(line([step({ critic: "no idea" }), left()]), "f")[0]?.episode.rounds;
    expect(rounds?.map((r) => [r.value, r.advantage])).toEqual([
      [0, null],
      [null, null],
    ]);
  });
  it("numbers items over the whole file", () => {
    const two = parseRecorded(line([step()]) + line([left({ item: "Other" })]) + line([step()]), "f");
    expect(two.map((r) => r.episode.rounds[0]?.item)).toEqual([0, 1, 0]);
    expect(two.map((r) => r.episode.episode)).toEqual([1, 2, 3]);
  });
  it.each([
    ["steps.0.reward", line([step({ reward: -1000 })])],
    ["steps.0.status", line([left(), step()])],
    ["steps.0.sign", line([step({ sign: 0 })])],
    ["accepted", line([step()], { accepted: 4 })],
    ["return", line([step()], { return: 40 })],
    ["end", line([step()], { end: "left" })],
    ["user", line([step()], { user: "x" })],
  ])("is refused by file, line and field: %s", (field, bad) => {
    try {
      parseRecorded(`${line([step()])}${bad}`, "some.jsonl");
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(BillpError);
      expect((error as BillpError).message).toContain("some.jsonl:2");
      expect((error as BillpError).message).toContain(`${field}: `);
    }
  });
});

describe("the report on a file", () => {
  it("counts what was read and reproduced, rule by rule and scale by scale", () => {
    const report = fileReport("invented", text, "f");
    expect(report).toMatchObject({
      rounds: 3,
      repliesRead: 3,
      repliesDiffering: [],
      criticsRead: 3,
      signsReproduced: 3,
      distinctItems: 2,
    });
    expect(report.readings.map((r) => [r.scale, r.rule])).toEqual([
      ["recorded", "early"],
      ["recorded", "paper"],
      ["bounded", "early"],
      ["bounded", "paper"],
    ]);
    expect(report.readings.map((r) => r.encouraged.quitting)).toEqual([1, 0, 1, 0]);
    expect(report.readings[1]?.withReturn.rounds).toBe(2);
  });
  it("shows a reply read otherwise", () => {
    const odd = fileReport("odd", line([step({ reply: "recommend[Other]" })]), "f");
    expect(odd.repliesDiffering).toEqual([{ reply: "recommend[Other]", proposed: "Quiet Harbour", read: "Other" }]);
  });
});

describe("any file", () => {
  it("throws nothing but BillpError", () => {
    const mangled = fc.record(
      { critic: fc.string(), reply: fc.string(), reward: fc.double(), item: fc.string(), status: fc.string() },
      { requiredKeys: [] },
    );
    const bad = fc.oneof(
      fc.string(),
      fc.json(),
      mangled.map((o) => line([step(o as object)])),
    );
    fc.assert(
      fc.property(fc.array(bad, { maxLength: 4 }), (lines) => {
        try {
          parseRecorded(lines.join("\n"), "f");
        } catch (error) {
          expect(error).toBeInstanceOf(BillpError);
        }
      }),
      { numRuns: 500 },
    );
  });
  it("gives the same totals whatever the model said, and under every reading", () => {
    const rewards = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(rewards, { minLength: 1, maxLength: 6 }), fc.string(), fc.string(), (all, reply, critic) => {
        const file = (words: object) =>
          all.map((r) => line([...r.map((reward) => step({ reward, ...words })), left(words)])).join("");
        const of = (t: string, over: object = {}) =>
          totals(parseRecorded(t, "f", { ...AS_RECORDED, ...over }).map((r) => r.episode));
        const plain = of(file({}));
        expect(of(file({ reply, critic }))).toEqual(plain);
        expect(of(file({ reply, critic }), { rule: "paper", scale: "bounded" })).toEqual(plain);
      }),
    );
  });
});
