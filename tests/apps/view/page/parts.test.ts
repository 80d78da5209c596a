/** Pure parts of the page: places and links, the order of rows, keys, the first difference. */
import { describe, expect, test } from "vitest";
import { figure, signed } from "../../../../apps/view/page/base/format.ts";
import { episodeLink, parsePlace } from "../../../../apps/view/page/base/route.ts";
import { pairsOf } from "../../../../apps/view/page/compare/pairs.tsx";
import { firstDifference } from "../../../../apps/view/page/compare/rounds.tsx";
import { moveBy } from "../../../../apps/view/page/parts/grid-keys.ts";
import { type Column, columnsThatFit, sortRows } from "../../../../apps/view/page/parts/grid-rows.ts";
import type { EpisodeRow } from "../../../../apps/view/server/shapes.ts";

const row = (episode: number, total: number, more: Partial<EpisodeRow> = {}): EpisodeRow => {
  const end = { kind: "quit", reason: "similar" } as const;
  return { episode, user: episode, split: "train", end, len: 1, return: total, rewards: [total], faults: 0, ...more };
};

test("a link leads back to the place it was made from, whatever stands in the id", () => {
  for (const id of ["a/b c", "ü?&#%", "..", "100%"]) {
    const place = parsePlace(episodeLink(id, 7, { round: 3, fork: undefined }));
    expect(place).toEqual({ path: ["run", id, "episode", "7"], query: { round: "3" } });
  }
  expect(parsePlace("#/run/%E0%A4%A")).toEqual({ path: ["run", "%E0%A4%A"], query: {} });
});

describe("a table", () => {
  const columns: Column<{ v: number | null; n: string }>[] = [
    { id: "v", name: "v", track: "1fr", min: 100, rank: 2, cell: (r) => r.v, by: (r) => r.v },
    { id: "n", name: "n", track: "1fr", min: 100, rank: 1, cell: (r) => r.n, by: (r) => r.n },
  ];
  const rows = [
    { v: 2, n: "b" },
    { v: null, n: "a" },
    { v: 1, n: "c" },
  ];
  const order = (by: string, down: boolean) =>
    sortRows(rows, columns, { by, down })
      .map((r) => r.n)
      .join("");

  test("sorts numbers and words both ways, with what is not known last", () => {
    expect([order("v", false), order("v", true), order("n", false), order("none", true)]).toEqual(["cba", "bca", "abc", "bac"]);
  });

  test("leaves the least important columns out where there is no room", () => {
    expect(
      [300, 200, 10].map((width) =>
        columnsThatFit(columns, width)
          .map((c) => c.id)
          .join(""),
      ),
    ).toEqual(["vn", "v", "v"]);
  });

  test("moves within its rows", () => {
    const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect(["ArrowDown", "ArrowUp", "PageDown", "End", "Home", "x"].map((k) => moveBy(key(k), 3, 10, 5))).toEqual([
      4,
      2,
      8,
      9,
      0,
      null,
    ]);
    expect(moveBy(key("End", { ctrlKey: true }), 3, 10, 5)).toBeNull();
    expect([moveBy(key("ArrowUp"), 0, 10, 5), moveBy(key("ArrowDown"), 9, 10, 5), moveBy(key("ArrowDown"), -1, 0, 5)]).toEqual([
      0,
      9,
      null,
    ]);
  });
});

test("episodes are paired by test user", () => {
  const test = (episode: number, user: number) => row(episode, 1, { user, split: "test" });
  const pairs = pairsOf([row(1, 1), test(2, 7), test(3, 8)], [test(1, 8), row(2, 1), test(9, 5)]);
  expect(pairs.map((p) => [p.a.episode, p.b.episode])).toEqual([[3, 1]]);
});

test("the first difference of two episodes: in a round, or in their length", () => {
  const round = (title: string) => ({
    ...{ plan: null, proposal: null, item: 1, title, reward: 1, worldReward: 1 },
    ...{ accepted: true, value: null, advantage: null, replaced: null },
  });
  const episode = (...titles: string[]) => {
    const rounds = titles.map(round);
    return {
      episode: 1,
      user: 1,
      split: "test",
      end: { kind: "limit", reason: null },
      len: rounds.length,
      return: 0,
      rounds,
    } as const;
  };
  const differ = (a: string, b: string) => firstDifference(episode(...a) as never, episode(...b) as never);
  expect([differ("abc", "abc"), differ("abc", "abd"), differ("abc", "ab"), differ("", "a")]).toEqual([null, 3, 3, 1]);
});

test("numbers carry a true minus sign, and a plus where they are differences", () => {
  expect([figure(-1.5, 1), figure(null), signed(2), signed(-0.001), signed(0)]).toEqual(["−1.5", "–", "+2.00", "−0.00", "0.00"]);
});
