/** begin-episode: which user is next, which number the episode has, what it may see, and what is cleared. */
import { Overwrite } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { beginEpisode, userCount } from "../../nodes/begin-episode.ts";
import { probe, roundOf, stateOf } from "../stubs/context.ts";

const users = { split: "train" as const, ids: null, from: 0, count: 3 };

describe("begin-episode", () => {
  it("counts the cursor up, numbers the episode by it, and takes the user at it", async () => {
    const state = stateOf({ users: { ...users, from: 4 }, cursor: 2, firstEpisode: 20 });
    const update = await beginEpisode(state, probe().context);
    expect(update).toMatchObject({ cursor: 3, episode: { number: 22, user: 6, split: "train", visibleUpTo: 13 } });
  });

  it("clears the round's channels and no memory", async () => {
    const state = stateOf({ users, cursor: 0, rounds: [roundOf(1, 40)], plan: "old" });
    const update = await beginEpisode(state, probe().context);
    expect(update.rounds).toEqual(new Overwrite([]));
    expect(update.judgements).toEqual(new Overwrite([]));
    expect(update).toMatchObject({ plan: null, action: null });
    expect(Object.keys(update).sort()).toEqual(["action", "cursor", "episode", "judgements", "plan", "rounds"]);
  });

  it("takes ids in the order given, and positions round the split's end", async () => {
    const ids = { ...users, ids: [7, 2, 9] };
    expect((await beginEpisode(stateOf({ users: ids, cursor: 1 }), probe().context)).episode).toMatchObject({ user: 2 });
    const test = { ...users, split: "test" as const, from: 13 };
    const at = async (cursor: number) => (await beginEpisode(stateOf({ users: test, cursor }), probe().context)).episode;
    expect([await at(0), await at(1), await at(2)]).toMatchObject([{ user: 38 }, { user: 39 }, { user: 25 }]);
  });

  it.each([
    ["by the lag", {}, "train", 31],
    ["by batches of 7", { batch: 7 }, "train", 35],
    ["a frozen test: the whole training", {}, "test", 30],
    ["an online test: by the lag", { memory: "online" }, "test", 31],
    ["an online test in paper fidelity: by batches of 10", { fidelity: "paper" }, "test", 30],
  ] as const)("lets episode 40 see %s", async (_, settings, split, visibleUpTo) => {
    const update = await beginEpisode(stateOf({ users: { ...users, split }, cursor: 0 }), probe(settings).context);
    expect(update.episode).toMatchObject({ number: 40, split, visibleUpTo });
  });

  it("refuses a cursor beyond the users, a user of the other split, and a policy", async () => {
    const { context } = probe();
    await expect(beginEpisode(stateOf({ users, cursor: 3 }), context)).rejects.toMatchObject({ code: "bad-input" });
    const other = stateOf({ users: { ...users, ids: [3, 30] }, cursor: 1 });
    await expect(beginEpisode(other, context)).rejects.toThrow("users.ids[1]: user 30 is not in the train split");
    expect(() => probe({ method: "greedy" })).toThrow('method: "greedy" is a policy without a model');
  });

  it("counts the ids where there are any, else the count", () => {
    expect([userCount({ ...users, ids: [5, 6] }), userCount(users)]).toEqual([2, 3]);
  });
});
