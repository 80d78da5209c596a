/** Decisions of views: which run stands beside one, the scale of two episodes, the layout and the words of the learning curve. */
import { describe, expect, test } from "vitest";
import { sameness } from "../../../../apps/view/page/compare/episodes.tsx";
import { otherRun } from "../../../../apps/view/page/compare/other-run.ts";
import { scaleOf } from "../../../../apps/view/page/episode/scale.ts";
import { overridesOf } from "../../../../apps/view/page/fork/form.tsx";
import { endedSince, jobOf } from "../../../../apps/view/page/fork/jobs.ts";
import { captionOf } from "../../../../apps/view/page/run/curve.tsx";
import { layoutOf, ticksTo } from "../../../../apps/view/page/run/curve-layout.ts";
import type { Curve, EpisodePage, ForkJob, RunCard } from "../../../../apps/view/server/shapes.ts";

test("B is another run than A: the parent, else the latest of A's world, else the latest; with one run none", () => {
  const card = (id: string, changed: number, more = {}) =>
    ({ id, changed, world: "films@1", status: "finished", parent: null, ...more }) as RunCard;
  const runs = [card("a", 9), card("b", 1), card("c", 2), card("d", 8, { world: "other" }), card("e", 7, { status: "damaged" })];
  expect(otherRun(runs, "a")?.id).toBe("c");
  expect(otherRun(runs, "d")?.id).toBe("a");
  expect(otherRun([...runs, card("b/forks/f", 10, { parent: { id: "b" } })], "b/forks/f")?.id).toBe("b");
  expect(otherRun([card("a", 1)], "a")).toBeNull();
  expect(otherRun([card("a", 1), card("e", 2, { status: "damaged" })], "a")).toBeNull();
});

test("two episodes share columns, rewards and values; the longer and the higher decide", () => {
  const page = (rewardMax: number, ...values: [number | null, number | null][]) =>
    ({ rewardMax, episode: { rounds: values.map(([value, advantage]) => ({ value, advantage })) } }) as unknown as EpisodePage;
  const [short, long] = [page(5, [2, -3]), page(10, [7, 1], [null, null], [1, 0])];
  expect(scaleOf([short, long])).toEqual({ columns: 3, rewardMax: 10, value: [-3, 7] });
  expect(scaleOf([long, short])).toEqual(scaleOf([short, long]));
  expect(scaleOf([page(5)])).toEqual({ columns: 1, rewardMax: 5, value: [0, 0.5] });
});

test("how far two episodes are the same is said without a round 0", () => {
  expect([sameness(1), sameness(4)]).toEqual([
    "They differ from round 1 on.",
    "They are the same up to round 3 and differ from round 4 on.",
  ]);
});

describe("the learning curve", () => {
  const point = (from: number, to: number) => ({ from, to, mean: 1, low: 0, high: 2 });
  const curve = (more: Partial<Curve> = {}): Curve => ({
    window: 5,
    points: [point(1, 5), point(6, 10)],
    outside: 0,
    test: null,
    ...more,
  });

  test("has training from the left and every test in a strip of its own, with no numbers there", () => {
    const { last, right, ticks, testAt } = layoutOf([curve(), curve({ points: [point(1, 5)] })], 0);
    expect([last, testAt(0) > last, testAt(1) > testAt(0), testAt(1) < right]).toEqual([10, true, true, true]);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(last);
    expect(layoutOf([curve({ points: [] })], 0)).toMatchObject({ last: 0, ticks: [] });
    for (const n of [1, 7, 40, 43, 1000, 12345]) expect(ticksTo(n).length).toBeLessThanOrEqual(7);
  });

  test("says what is drawn: windows, band, what is left out, the test as one mean, and that nothing is learned", () => {
    const line = (c: Curve, note: string | null = null) => ({ name: "r", tone: "", note, curves: { return: c, len: c } });
    const told = captionOf([line(curve({ outside: 3 }), "random is a policy, which keeps no memory")], "return", true);
    expect(told).toMatch(
      /means of 5 training episodes each; band: 95 % interval of that mean \(Student\); 3 training episodes are in no/,
    );
    expect(told).toContain("Under “test”: mean of the test episodes with its 95 % interval");
    expect(told).toContain("Nothing is learned: random is a policy, which keeps no memory.");
    expect(captionOf([line(curve({ points: [] }))], "len", false)).toContain("No whole window of training episodes.");
  });
});

test("a form's changes are those that were really made", () => {
  const draft = {
    plan: " same ",
    changes: [
      ["settings.gamma", "0.1"],
      ["settings.lag", ""],
    ],
    drops: ["values:1"],
    repeat: 1,
    whole: false,
  } as const;
  expect(overridesOf(draft, "same")).toEqual(["settings.gamma=0.1", "memory.drop=values:1"]);
  expect(overridesOf({ ...draft, plan: "other" }, "same")[0]).toBe("plan=other");
  expect(overridesOf({ ...draft, plan: "other" }, null)[0]).toBe("settings.gamma=0.1");
});

test("a job belongs to its episode and fork, and a run's files are read anew when one of its jobs ends", () => {
  const job = (name: string, state: ForkJob["state"], run = "one", from: string | null = null) =>
    ({ job: name, state, wish: { run, episode: 3, round: 1, from } }) as ForkJob;
  const jobs = [job("new", "playing"), job("old", "done"), job("fork", "done", "one", "f1")];
  expect(jobOf(jobs, { run: "one", episode: 3, from: null })?.job).toBe("new");
  expect(jobOf(jobs, { run: "one", episode: 3, from: "f1" })?.job).toBe("fork");
  expect(jobOf(jobs, { run: "one", episode: 4, from: null })).toBeNull();
  expect(endedSince(jobs, jobs)).toEqual([]);
  expect(endedSince(jobs, [job("new", "failed")])).toEqual(["one"]);
});
