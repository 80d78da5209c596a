/** The sentences: a claim about a method is made only where its interval and Holm's p allow it. */
import { describe, expect, it } from "vitest";
import { cautionsOf, conclusionsOf, interpretRow } from "../../../../experiments/studies/analysis/interpretation.ts";
import type { Comparison, MeasureInfo } from "../../../../experiments/studies/analysis/result.ts";

const info: MeasureInfo = { id: "rTraj", name: "R_traj", about: "", better: "higher", percent: false, headline: true };

function row(over: Partial<Omit<Comparison, "p">> & { holm?: number | null } = {}): Comparison {
  const { holm = 0.01, ...rest } = over;
  return {
    ...{ arm: "a", baseline: "b", measure: "rTraj", difference: 2, relative: 0.1, trainedRuns: [1, 3], method: [0.5, 3.5] },
    ...{ pairs: 10, users: 5, seeds: 2, unpaired: 0, winRate: 0.6, unit: "users and seeds", power: null, interpretation: "" },
    ...rest,
    p: { trainedRuns: 0.01, method: 0.01, seeds: 0.5, holm },
  };
}

describe("a row", () => {
  it.each([
    ["is claimed", row(), /^R_traj of a is higher than that of b, as methods, also after Holm/],
    ["is claimed downwards", row({ difference: -2, method: [-3, -1] }), /is lower than that of b, as methods/],
    ["only seems so before Holm", row({ holm: 0.2 }), /seems higher .* but not after Holm/],
    ["holds for these runs alone", row({ method: [-1, 5] }), /in these trained runs; .*nothing is claimed of the method/],
    ["has one seed", row({ method: null, holm: null }), /one seed says nothing about the method/],
    ["has one seed and nothing", row({ method: null, trainedRuns: [-1, 5], holm: null }), /not even for these trained runs/],
    [
      "shows nothing",
      row({ method: [-1, 5], trainedRuns: [-1, 5], holm: 1 }),
      /^No difference in R_traj between a and b can be claimed: anything from −?[\d.]+ to −?[\d.]+ fits these runs\.$/,
    ],
    ["has no pair", row({ difference: null }), /^Nothing: there is no pair/],
    [
      "is equal throughout",
      row({ difference: 0, trainedRuns: [0, 0], method: [0, 0], winRate: 0.5, holm: 1 }),
      /do not differ .*in these runs/,
    ],
  ])("that %s", (_, comparison, interpretation) => {
    expect(interpretRow(comparison, info)).toMatch(interpretation);
  });

  it("never claims a method whose interval holds 0, or whose p is above the level", () => {
    for (const method of [null, [-1, 1], [-0.001, 9]] as const)
      for (const holm of [null, 0.001, 0.06]) expect(interpretRow(row({ method, holm }), info)).not.toMatch(/as methods/);
    expect(interpretRow(row({ holm: 0.0501 }), info)).not.toMatch(/as methods/);
  });
});

describe("a group", () => {
  const rows = [
    row(),
    row({ arm: "c, gamma 0", difference: -2, method: [-3, -1] }),
    row({ arm: "d", holm: 0.3 }),
    row({ arm: "e", method: null }),
  ];

  it("is concluded from its headline rows", () => {
    expect(conclusionsOf(rows, [info])).toEqual([
      "R_traj, as methods: a higher than b; “c, gamma 0” lower than b; no claim about d and e.",
    ]);
    expect(conclusionsOf(rows, [{ ...info, headline: false }])).toEqual([]);
    expect(conclusionsOf([row({ difference: null })], [info])).toEqual([]);
  });

  it("is warned of what a reader might take from it", () => {
    const arm = (method: string, memory: "none" | "online") => ({ name: method, method, memory }) as never;
    const group = {
      seeds: [1],
      users: 50,
      arms: [arm("oracle", "none"), arm("billp", "online")],
      comparisons: rows,
      world: "films@1",
    };
    const all = cautionsOf(group, true).join("\n");
    for (const part of [
      "set of rules",
      "One seed",
      "50 users",
      "the seed is the unit",
      "oracle reads the true rewards, which no method can",
      "films@1",
    ])
      expect(all).toContain(part);
    const quiet = cautionsOf({ ...group, seeds: [1, 2, 3, 4, 5], users: 300, arms: [arm("react", "none")] }, false);
    expect(quiet).toHaveLength(1);
  });

  it("is warned of arms whose answers mostly could not be used", () => {
    const arms = [
      { name: "billp", method: "billp", memory: "none", cost: { calls: 10, unusable: 8 } },
      { name: "react", method: "react", memory: "none", cost: { calls: 10, unusable: 1 } },
    ] as never;
    const said = cautionsOf({ seeds: [1, 2, 3, 4, 5], users: 300, arms, comparisons: [], world: "w@1" }, false);
    expect(said).toEqual([expect.stringContaining("billp: 8 of 10 answers (80 %) could not be used")]);
  });
});
