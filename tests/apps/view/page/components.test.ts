/** Components without a browser: the form of a fork keeps what was typed, and differences are marked by their intervals alone. */
import { h } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Differences } from "../../../../apps/view/page/compare/differences.tsx";
import { ForkForm } from "../../../../apps/view/page/fork/form.tsx";
import type { ComparisonRow, EpisodePage, ForkJob, RunPage } from "../../../../apps/view/server/shapes.ts";
import { openDocument } from "./dom.ts";

let doc: ReturnType<typeof openDocument>;
let jobs: ForkJob[] = [];
const asked: string[] = [];
beforeEach(() => {
  doc = openDocument();
  jobs = [];
  vi.stubGlobal("fetch", async (address: string, init?: { method?: string }) => {
    asked.push(`${init?.method ?? "GET"} ${address}`);
    if (init?.method === "POST") return { ok: false, status: 422, json: async () => ({ message: "gamma cannot be 2" }) };
    return { ok: true, json: async () => (address.startsWith("/api/jobs") ? jobs : []) };
  });
});
afterEach(() => {
  doc.show(null);
  vi.unstubAllGlobals();
});

const whole = {
  card: { id: "one", run: "one-1" },
  facts: [],
  changeable: { episode: ["settings.gamma"], run: [] },
} as unknown as RunPage;
const page = {
  ...{ episode: { episode: 3, return: 1, rounds: [{ plan: "first" }, { plan: "second" }] }, fork: null, forks: [], recalled: [] },
  calls: [{ round: 2, recalled: ["values:1"] }],
} as unknown as EpisodePage;
const form = (round: number) => doc.show(h(ForkForm, { whole, page, round }));
const plan = () => doc.body.querySelector("textarea")?.value;
const later = () => new Promise((next) => setTimeout(next, 20));

test("what was typed at a round is there again after another round, another view and a refusal", async () => {
  await form(2);
  await doc.type(doc.body.querySelector("textarea"), "my plan");
  await doc.press(doc.body.querySelector(".drops input"), "change");
  await form(1);
  expect(plan()).toBe("first");
  await doc.show(h("p", null, "another view"));
  await form(2);
  expect(plan()).toBe("my plan");
  expect(doc.body.textContent).toContain("1 dropped");
  await doc.press(doc.body.querySelector("form"), "submit");
  await later();
  await form(2);
  expect(doc.body.querySelector('[role="alert"]')?.textContent).toContain("gamma cannot be 2");
  expect(plan()).toBe("my plan");
});

test("a fork that is being played is found by who loads the page anew, and ends the form's waiting", async () => {
  const wish = { run: "one", episode: 3, round: 1, from: null, overrides: [], repeat: 4, to: "episode" } as const;
  jobs = [{ job: "j", wish, state: "playing", done: 1, total: 4, forks: [], runs: [] }];
  vi.resetModules();
  const { ForkForm: Loaded } = await import("../../../../apps/view/page/fork/form.tsx");
  await doc.show(h(Loaded, { whole, page, round: 2 }));
  await later();
  await doc.show(h(Loaded, { whole, page, round: 2 }));
  expect(doc.body.textContent).toContain("Playing round 1: 1 of 4");
  jobs = [{ ...(jobs[0] as ForkJob), state: "done", done: 4 }];
  await new Promise((next) => setTimeout(next, 700));
  expect(doc.body.textContent).not.toContain("Playing round 1");
});

test("a difference whose interval holds 0 has no colour, however large it is", async () => {
  const row = (id: string, holds: boolean, interval: [number, number]): ComparisonRow => {
    return { id, name: id, about: "", percent: false, better: null, a: 1, b: 9, difference: 8, interval, holds };
  };
  await doc.show(
    h(Differences, {
      comparison: { pairs: 9, rows: [row("wide", false, [-1, 17]), row("sure", true, [6, 10])], notes: ["A note."] },
    }),
  );
  const cells = [...doc.body.querySelectorAll("tbody tr")].map((tr) => tr.lastElementChild as Element);
  expect(cells.map((c) => c.className)).toEqual(["muted", "differs"]);
  expect(cells.map((c) => c.textContent)).toEqual(["+8.00−1.00 to +17.00", "+8.00+6.00 to +10.00"]);
  expect(doc.body.textContent).toContain("A note.");
});
