/** micro-act: what the Actor is shown, by which question it is recalled, and how its title becomes an item. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import { microAct } from "../../nodes/micro-act.ts";
import type { State } from "../../nodes/state.ts";
import { entriesOf, HISTORY, probe, roundOf, sectionsOf, stateOf, titleOf } from "../stubs/context.ts";

const texts = (...items: number[]) => items.map(titleOf).join("; ");
const experience = entriesOf(8, (n) => ({ state: `state ${n}`, title: `case ${n}`, good: n % 2 === 0 }));
const rounds = [roundOf(1, 40), roundOf(2, 42)];

async function act(title: string, settings: SettingsInput = {}, more: Partial<State> = {}) {
  const made = probe(settings, { actor: [{ reason: "r", title }] });
  const update = await microAct(stateOf({ experience, rounds, ...more }, settings), made.context, {});
  return { ...made, update, sections: sectionsOf(made.calls[0]) };
}

describe("what the Actor is shown", () => {
  it("cases, recalled by the state as it is now, with the Actor's own number and distance", async () => {
    const { searches, sections, ledger } = await act(titleOf(50));
    expect(searches).toEqual([
      {
        index: "states",
        query: texts(...HISTORY.slice(-8), 40, 42),
        ids: experience.map((e) => e.id),
        texts: experience.map((e) => e.state),
        options: { visibleUpTo: 31, k: 2, maxDistance: 0.31 },
      },
    ]);
    expect(sections.get("cases")).toEqual([
      { title: "case 1", good: false, likeness: 1 },
      { title: "case 2", good: true, likeness: 0.9 },
    ]);
    const call = ledger.get({ scope: "", episode: 40, round: 3, role: "actor", attempt: 0 });
    expect(call?.recalled).toEqual(["experience:000026-001", "experience:000027-001"]);
  });

  it("no cases without a Critic, no plan without a Planner", async () => {
    const reflexion = await act(titleOf(50), { method: "reflexion" });
    expect(reflexion.searches).toEqual([]);
    expect([reflexion.sections.has("cases"), reflexion.sections.has("plan")]).toEqual([false, true]);
    expect((await act(titleOf(50), { method: "act-only" })).sections.has("plan")).toBe(false);
  });

  it("the plan, the history and the kinds of the last W rounds", async () => {
    const { sections } = await act(titleOf(50));
    expect(sections.get("plan")).toEqual(["Next Western, then Drama."]);
    expect(sections.get("history")).toEqual(HISTORY.slice(-7).map(titleOf));
    expect(sections.get("recent-kinds")).toEqual(["Horror"]); // of item 42; the window is 1
    expect((await act(titleOf(50), { window: 2 })).sections.get("recent-kinds")).toEqual(["Horror", "Drama", "Comedy"]);
  });

  it("two kinds to explore, drawn by seed, user and round, none of them recent", async () => {
    const explore = async (settings: SettingsInput, more: Partial<State> = {}) =>
      (await act(titleOf(50), settings, more)).sections.get("explore") as string[];
    const draws = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => explore({ seed })));
    expect(new Set(draws.map(String)).size).toBeGreaterThan(2);
    for (const kinds of draws) {
      expect(kinds).toHaveLength(2);
      expect(kinds).not.toContain("Horror");
    }
    expect(await explore({ seed: 3 })).toEqual(draws[2]);
    const inRounds = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) =>
        explore({ window: 0 }, { rounds: Array.from({ length: n }, (_, i) => roundOf(i + 1, 40 + i)) }),
      ),
    );
    expect(new Set(inRounds.map(String)).size).toBeGreaterThan(1);
  });

  it("as many items near the plan as the shortlist says, none of which the mask forbids", async () => {
    const { sections } = await act(titleOf(50), { shortlist: 60 });
    const shown = (sections.get("catalogue") as { title: string }[]).map((i) => i.title);
    expect(shown).toHaveLength(60);
    for (const item of [...HISTORY, 40, 42]) expect(shown).not.toContain(titleOf(item));
    expect((await act(titleOf(50))).sections.get("catalogue")).toHaveLength(5);
    expect((await act(titleOf(50), { shortlist: 0 })).sections.has("catalogue")).toBe(false);
  });

  it("near the plan, not near the state: another plan gives other items, an empty one those of kinds and history", async () => {
    const near = async (plan: string | null) =>
      ((await act(titleOf(50), {}, { plan })).sections.get("catalogue") as { categories: string[] }[]).map((i) => i.categories);
    for (const kind of ["Western", "Musical"]) for (const kinds of await near(kind)) expect(kinds).toContain(kind);
    expect(await near("")).toEqual(await near(null));
    expect(await near("")).not.toEqual(await near("Western"));
  });
});

describe("what the Actor's title becomes", () => {
  it("the item of that title", async () => {
    expect((await act(titleOf(50))).update).toEqual({ action: { proposal: titleOf(50), item: 50, replaced: false } });
  });

  it("another item where the mask forbids it: of the history or of the episode", async () => {
    for (const item of [HISTORY[0], HISTORY[12], 40]) {
      const { update } = await act(titleOf(item));
      expect(update.action).toMatchObject({ proposal: titleOf(item), replaced: true, replacedBecause: "masked" });
      expect([...HISTORY, 40, 42]).not.toContain(update.action?.item);
      const allowed = await act(titleOf(item), { repeats: "allowed" });
      expect(allowed.update.action).toMatchObject({ item, replaced: false });
    }
  });

  it("the nearest item where the catalogue has no such title, and why it stands there", async () => {
    const { update } = await act("Film nobody made (1899)");
    expect(update.action).toMatchObject({ proposal: "Film nobody made (1899)", replaced: true, replacedBecause: "unknown" });
  });

  it("no item when it names a kind or none: asked again with the reason, then an unusable answer", async () => {
    for (const title of ["Drama", "None", "???"]) {
      const { context, calls } = probe(
        { repairs: 1 },
        {
          actor: [
            { reason: "r", title },
            { reason: "r", title },
          ],
        },
      );
      const { action } = await microAct(stateOf({ rounds }), context, {});
      expect(action).toMatchObject({ item: null, replaced: null });
      expect(calls).toHaveLength(2);
      expect(JSON.stringify(calls[1]?.messages)).toContain("names no film");
    }
    const { context } = probe(
      { repairs: 1 },
      {
        actor: [
          { reason: "r", title: "Drama" },
          { reason: "r", title: titleOf(50) },
        ],
      },
    );
    expect((await microAct(stateOf({ rounds }), context, {})).action).toMatchObject({ item: 50, replaced: false });
  });

  it("no item when the answer cannot be used", async () => {
    const { context } = probe({}, { actor: ["nothing"] });
    expect(await microAct(stateOf({ rounds }), context, {})).toEqual({ action: { proposal: null, item: null, replaced: null } });
  });
});
