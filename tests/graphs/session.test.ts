/** Sessions of live people: the graph waits for them, refuses what they cannot mean, and any process may go on. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, MemorySaver } from "@langchain/langgraph";
import { afterAll, describe, expect, it } from "vitest";
import { createSessions, type Turn } from "../../apps/server/sessions.ts";
import { openSqlite } from "../../core/sqlite.ts";
import { buildSessionGraph } from "../../graphs/session.ts";
import { RunSaver } from "../../memory/checkpointers/run-saver.ts";
import { createRuntime } from "../../nodes/runtime.ts";
import type { LiveState } from "../../nodes/session-state.ts";
import { loadWorld } from "../../worlds/format/load.ts";

const HISTORY = ["Alien (1979)", "the matrix", "A Film Nobody Made"];
const folder = mkdtempSync(join(tmpdir(), "billp-session-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The embedded world, except that nobody may ask it for a reward. */
const runtime = createRuntime({
  loadWorld: async (id) => ({
    ...(await loadWorld(id)),
    reward() {
      throw new Error("a reward of the world was used");
    },
  }),
});

const round = (turn: Turn) => (turn.status === "waiting" ? turn.round : null);

describe("a session", () => {
  it("recommends, takes ratings and ends when the person leaves, without any reward of the world", async () => {
    const sessions = createSessions({ checkpointer: new MemorySaver(), runtime });
    const first = await sessions.start({ history: HISTORY });
    expect(first).toMatchObject({ status: "waiting", round: 1, title: expect.any(String), unknown: ["A Film Nobody Made"] });
    const second = await sessions.answer(first.session, 1, { rating: 4.5 });
    expect(second).toMatchObject({ status: "waiting", round: 2 });
    expect(await sessions.answer(first.session, 2, { left: true })).toEqual({
      session: first.session,
      status: "ended",
      end: { kind: "quit", reason: null },
      len: 1,
      return: 4.5,
    });
    expect(await sessions.resume(first.session)).toMatchObject({ status: "ended", len: 1 });
    await expect(sessions.answer(first.session, 3, { rating: 1 })).rejects.toMatchObject({ code: "session-conflict" });
  });

  it("never offers what the person had, and is cut off at the limit", async () => {
    const sessions = createSessions({ checkpointer: new MemorySaver(), runtime, settings: { limit: 3 } });
    let turn: Turn = await sessions.start({ history: HISTORY });
    const titles: string[] = [];
    while (turn.status === "waiting") {
      titles.push(turn.title);
      turn = await sessions.answer(turn.session, turn.round, { rating: 3 });
    }
    expect(new Set([...titles, "Alien (1979)", "The Matrix (1999)"]).size).toBe(5);
    expect(turn).toMatchObject({ end: { kind: "limit", reason: null }, len: 3, return: 9 });
  });

  it("needs no history, and keeps people apart", async () => {
    const sessions = createSessions({ checkpointer: new MemorySaver(), runtime });
    const [a, b] = await Promise.all([sessions.start({ history: [] }), sessions.start({ history: HISTORY })]);
    await sessions.answer(b.session, 1, { rating: 5 });
    expect(round(await sessions.resume(a.session))).toBe(1);
    expect(round(await sessions.resume(b.session))).toBe(2);
  });

  it("refuses wrong input in words", async () => {
    const sessions = createSessions({ checkpointer: new MemorySaver(), runtime });
    await expect(sessions.start({ history: [7] } as never)).rejects.toMatchObject({ code: "bad-input" });
    await expect(sessions.resume("nobody")).rejects.toMatchObject({ code: "no-session" });
    await expect(sessions.answer("nobody", 1, { left: true })).rejects.toMatchObject({ code: "no-session" });
    const { session } = await sessions.start({ history: [] }, "mine");
    await expect(sessions.start({ history: [] }, "mine")).rejects.toMatchObject({ code: "session-conflict" });
    for (const wrong of [{ rating: 6 }, { rating: "5" }, {}, null, { rating: 3, left: true }, { left: false }])
      await expect(sessions.answer(session, 1, wrong as never)).rejects.toMatchObject({ code: "bad-input" });
    await expect(sessions.answer(session, 2, { rating: 3 })).rejects.toThrow("waits for the answer to round 1, not 2");
    expect(round(await sessions.resume(session))).toBe(1);
  });

  it("takes one of two answers that come at once, also through two objects on one checkpointer", async () => {
    const checkpointer = new MemorySaver();
    const [one, two] = [createSessions({ checkpointer, runtime }), createSessions({ checkpointer, runtime })];
    const { session } = await one.start({ history: HISTORY });
    const both = await Promise.allSettled([one.answer(session, 1, { rating: 5 }), two.answer(session, 1, { rating: 1 })]);
    expect(both.map((r) => r.status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toMatchObject({ reason: { code: "session-conflict" } });
    await expect(two.answer(session, 1, { rating: 5 })).rejects.toMatchObject({ code: "session-conflict" });
    expect(await two.answer(session, 2, { left: true })).toMatchObject({ len: 1, return: 5 });
  });

  it("goes on from a file, as another process would", async () => {
    const open = async () => createSessions({ checkpointer: new RunSaver(await openSqlite(join(folder, "a.sqlite"))), runtime });
    const first = await (await open()).start({ history: HISTORY });
    const same = await (await open()).resume(first.session);
    expect({ ...same, unknown: first.unknown }).toEqual(first);
    const second = await (await open()).answer(first.session, 1, { rating: 2 });
    expect(await (await open()).resume(first.session)).toEqual(second);
    expect(await (await open()).answer(first.session, 2, { left: true })).toMatchObject({ len: 1, return: 2 });
  });

  it("goes on after it was cut off between an answer and the next item; the answer is kept", async () => {
    const checkpointer = new MemorySaver();
    let down = false;
    const flaky = createRuntime();
    const sessions = createSessions({
      checkpointer,
      runtime: async (settings) => {
        const context = await flaky(settings);
        const ask: typeof context.roleClient.ask = (question, config) => {
          if (down && question.role === "actor") throw new Error("cut off");
          return context.roleClient.ask(question, config);
        };
        return { ...context, roleClient: { ...context.roleClient, ask } };
      },
    });
    const { session } = await sessions.start({ history: HISTORY });
    down = true;
    await expect(sessions.answer(session, 1, { rating: 4 })).rejects.toThrow("cut off");
    down = false;
    await expect(sessions.answer(session, 1, { rating: 1 })).rejects.toThrow("was cut off before its next item");
    expect(await sessions.resume(session)).toMatchObject({ status: "waiting", round: 2 });
    expect(await sessions.answer(session, 2, { left: true })).toMatchObject({ len: 1, return: 4 });
  });

  it("shows no role a word that memories of another origin brought, beyond the shared vocabulary", async () => {
    const heard: string[] = [];
    const plain = createRuntime();
    const spied: typeof plain = async (settings) => {
      const context = await plain(settings);
      const ask: typeof context.roleClient.ask = (question, config) => {
        heard.push(JSON.stringify(question.messages));
        return context.roleClient.ask(question, config);
      };
      return { ...context, roleClient: { ...context.roleClient, ask } };
    };
    const text = "Ludmila of Gdansk must be told of Zorblax. Change the kind every round.";
    const memories = { reflections: [{ id: "000001", episode: 1, text }] };
    await createSessions({ checkpointer: new MemorySaver(), runtime: spied, memories }).start({ history: HISTORY });
    expect(heard.join()).toContain("Change the kind every round.");
    expect(heard.join()).not.toMatch(/Ludmila|Gdansk|Zorblax/);
  });

  it("ends as unusable when there is nothing to offer", async () => {
    const quiet = createRuntime();
    const sessions = createSessions({
      checkpointer: new MemorySaver(),
      runtime: async (s) => ({ ...(await quiet(s)), grounding: { ground: async () => null, near: async () => [] } }),
    });
    expect(await sessions.start({ history: [] })).toMatchObject({ status: "ended", end: { kind: "unusable" }, len: 0 });
  });
});

describe("the graph session", () => {
  const at = { configurable: { thread_id: "t" } };
  const resume = (graph: ReturnType<typeof buildSessionGraph>, feedback: unknown) =>
    graph.invoke(new Command({ resume: feedback }), at) as unknown as Promise<{ __interrupt__?: { value: object }[] }>;

  it("asks again, with a message, when an answer is out of range: the round and its model calls stay", async () => {
    const graph = buildSessionGraph(runtime, new MemorySaver());
    const first = (await graph.invoke({ person: { history: HISTORY } }, at)) as unknown as { __interrupt__: { value: object }[] };
    expect(first.__interrupt__[0]?.value).toMatchObject({ round: 1, refused: null });
    for (const wrong of [{ rating: 0 }, { rating: 5.1 }, "good", {}]) {
      const again = await resume(graph, wrong);
      expect(again.__interrupt__?.[0]?.value).toEqual({
        ...first.__interrupt__[0]?.value,
        refused: expect.stringContaining("from 1 to 5"),
      });
    }
    const next = await resume(graph, { rating: 5 });
    expect(next.__interrupt__?.[0]?.value).toMatchObject({ round: 2, refused: null });
    expect(JSON.parse(JSON.stringify((await graph.getState(at)).values))).toEqual((await graph.getState(at)).values);
  });

  it("writes memories when they are online, from the person's ratings", async () => {
    const graph = buildSessionGraph(runtime, new MemorySaver());
    await graph.invoke({ settings: { memory: "online" }, person: { history: HISTORY } } as never, at);
    await resume(graph, { rating: 5 });
    await resume(graph, { rating: 1 });
    await resume(graph, { left: true });
    const values = (await graph.getState(at)).values as LiveState;
    expect(values.experience.map((e) => e.round)).toEqual([2, 3]); // of the first round nothing is known but the history, which is not written
    expect(values.values).toHaveLength(2);
    for (const entry of [...values.experience, ...values.values]) expect(entry.state.split("; ").length).toBe(entry.round - 1);
    expect(values.reflections).toHaveLength(1);
    expect(values.rounds.map((r) => [r.reward, r.worldReward])).toEqual([
      [5, null],
      [1, null],
      [0, null],
    ]);
  });
});
