/** macro-plan: what the Planner is shown, by which question it is recalled, and what becomes of its answer. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import type { Script } from "../../models/scripted.ts";
import { macroPlan } from "../../nodes/macro-plan.ts";
import { entriesOf, HISTORY, probe, roundOf, sectionsOf, stateOf, titleOf } from "../stubs/context.ts";

const PLAN = { reason: "r", plan: "Next Horror." };
const texts = (...items: number[]) => items.map(titleOf).join("; ");
const memories = {
  reflections: entriesOf(8, (n) => ({ text: `lesson ${n}` })),
  plans: entriesOf(8, (n) => ({ state: `state ${n}`, plan: `earlier plan ${n}`, advantage: n / 3 })),
};
const rounds = [roundOf(1, 40), roundOf(2, 41)];

async function plan(settings: SettingsInput = {}, script: Script = { planner: [PLAN] }) {
  const made = probe(settings, script);
  return { ...made, update: await macroPlan(stateOf({ ...memories, rounds }, settings), made.context, {}) };
}

describe("macro-plan", () => {
  it("recalls K reflections by how the episode began, in every round", async () => {
    const { searches } = await plan();
    expect(searches).toEqual([
      {
        index: "reflections",
        query: texts(...HISTORY.slice(-10)),
        ids: memories.reflections.map((r) => r.id),
        texts: memories.reflections.map((r) => r.text),
        options: { visibleUpTo: 31, k: 3, maxDistance: 2 },
      },
    ]);
  });

  it("recalls earlier plans by the state as it is now, as many and as near as cases", async () => {
    const { searches, calls } = await plan({ plans: true });
    expect(searches.find((s) => s.index === "states")).toEqual({
      index: "states",
      query: texts(...HISTORY.slice(-8), 40, 41),
      ids: memories.plans.map((p) => p.id),
      texts: memories.plans.map((p) => p.state),
      options: { visibleUpTo: 31, k: 2, maxDistance: 0.31 },
    });
    expect(sectionsOf(calls[0]).get("earlier-plans")).toEqual([
      { plan: "earlier plan 1", advantage: 0.33 },
      { plan: "earlier plan 2", advantage: 0.67 },
    ]);
  });

  it("shows the lessons, the history and the rounds, and says in the ledger which entries it showed", async () => {
    const { calls, ledger } = await plan({ plans: true });
    expect(calls.map((c) => c.role)).toEqual(["planner"]);
    const sections = sectionsOf(calls[0]);
    expect(sections.get("lessons")).toEqual(["lesson 1", "lesson 2", "lesson 3"]);
    expect(sections.get("history")).toEqual(HISTORY.slice(-7).map(titleOf));
    expect(sections.get("rounds")).toMatchObject([
      { round: 1, rating: 3 },
      { round: 2, rating: 3 },
    ]);
    expect(ledger.get({ scope: "", episode: 40, round: 3, role: "planner", attempt: 0 })?.recalled).toEqual([
      "reflections:000026-001",
      "reflections:000027-001",
      "reflections:000028-001",
      "plans:000026-001",
      "plans:000027-001",
    ]);
  });

  it("shows an example whose dislikes are not among its likes", async () => {
    const system = (await plan()).calls[0]?.messages[0]?.content;
    expect(system).toContain('"rated_well":["Drama"],"rated_poorly":["Horror"]');
  });

  it("searches nothing without a Reflector and without plan memory", async () => {
    for (const method of ["react", "billp-no-macro"] as const) {
      const { searches, calls } = await plan({ method });
      expect(searches).toEqual([]);
      expect(sectionsOf(calls[0]).get("lessons")).toEqual([]);
      expect(sectionsOf(calls[0]).has("earlier-plans")).toBe(false);
    }
  });

  it("writes the plan and nothing else; an unusable answer leaves an empty one, after the repairs", async () => {
    expect((await plan()).update).toEqual({ plan: "Next Horror." });
    const { update, calls } = await plan({ repairs: 2 }, { planner: ["no", "still no", "never"] });
    expect(update).toEqual({ plan: "" });
    expect(calls).toHaveLength(3);
    expect((await plan({ repairs: 1 }, { planner: ["no", PLAN] })).update).toEqual({ plan: "Next Horror." });
  });
});
