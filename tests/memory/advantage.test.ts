import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  advantage,
  clipValue,
  criticRange,
  criticTarget,
  earlyAdvantage,
  PAPER_CRITIC_RANGE,
  rescale,
  verdict,
} from "../../memory/advantage.ts";

const at = { reward: 4, value: 6, nextValue: 8, terminated: false, gamma: 0.5 };

describe("advantage", () => {
  it("is r + γV(s') − V(s)", () => {
    expect(advantage(at)).toBe(2);
    expect(criticTarget(at)).toBe(8);
  });
  it("takes V(s') as 0 when terminated, whatever it is, and bootstraps otherwise", () => {
    expect(advantage({ ...at, reward: 0, terminated: true })).toBe(-6);
    expect(advantage({ ...at, reward: 0, nextValue: null, terminated: true })).toBe(-6);
    expect(criticTarget({ ...at, reward: 0, terminated: true })).toBe(0);
  });
  it("is null where a value is missing, and so is its verdict", () => {
    expect(advantage({ ...at, value: null })).toBeNull();
    expect(advantage({ ...at, nextValue: null })).toBeNull();
    expect(criticTarget({ ...at, nextValue: null })).toBeNull();
    expect(verdict(null)).toBeNull();
    expect(earlyAdvantage(null, 1)).toBeNull();
    expect(earlyAdvantage(1, null)).toBeNull();
  });
  it("encourages A >= 0, zero included", () => {
    expect([verdict(0), verdict(1e-9), verdict(-1e-9)]).toEqual([1, 1, 0]);
  });
  it("the early rule knows neither reward nor γ", () => {
    expect(earlyAdvantage(0, 4)).toBe(4);
    expect(earlyAdvantage(4, 2)).toBe(-2);
  });
});

describe("the critic's range", () => {
  it("is 0..10 at γ = 0.5 and r_max = 5", () => expect(criticRange(5, 0.5)).toEqual({ min: 0, max: 10 }));
  it("clips and says so", () => {
    const range = criticRange(5, 0.5);
    expect(clipValue(7, range)).toEqual({ value: 7, clipped: false });
    expect(clipValue(-3, range)).toEqual({ value: 0, clipped: true });
    expect(clipValue(Infinity, range)).toEqual({ value: 10, clipped: true });
    expect(clipValue(Number.NaN, range)).toEqual({ value: 0, clipped: true });
  });
  it("holds every return of rewards in 0..r_max", () => {
    const rewards = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { maxLength: 200 });
    const gammas = fc.double({ min: 0, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(rewards, gammas, (all, gamma) => {
        const sum = all.reduceRight((next, r) => r + gamma * next, 0);
        return sum >= 0 && sum <= criticRange(5, gamma).max * (1 + 1e-12);
      }),
    );
  });
  it("maps one scale linearly onto the other, so that the sign of the early rule stays", () => {
    const to = criticRange(5, 0.5);
    expect([-5, 0, 5].map((v) => rescale(v, PAPER_CRITIC_RANGE, to))).toEqual([0, 5, 10]);
    const whole = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        const [c, d] = [rescale(a, PAPER_CRITIC_RANGE, to), rescale(b, PAPER_CRITIC_RANGE, to)];
        return verdict(earlyAdvantage(a, b)) === verdict(earlyAdvantage(c, d));
      }),
    );
  });
});
