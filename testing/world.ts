/** Contract suite of the parts of a world: {@link Catalogue}, {@link Users} and {@link Truth}. */
import assert from "node:assert/strict";
import { makeRandom } from "../core/random.ts";
import type { Catalogue, Truth, Users } from "../worlds/world.ts";
import type { Check } from "./check.ts";

/** Pairs drawn by the checks of rewards and distances. */
const PAIRS = 500;

/** Checks of a catalogue by itself. */
export function catalogueContract(load: () => Promise<Catalogue>): Check[] {
  return [
    {
      name: "ids are positions and titles are distinct and not empty",
      async run() {
        const { items } = await load();
        items.forEach((item, i) => void assert.equal(item.id, i));
        assert.equal(new Set(items.map((item) => item.title)).size, items.length);
        assert.ok(items.every((item) => item.title.trim() !== ""));
      },
    },
    {
      name: "every item has a popularity, a whole number",
      async run() {
        const { items, popularity } = await load();
        assert.equal(popularity.length, items.length);
        for (const { id } of items) assert.ok(Number.isInteger(popularity[id]) && (popularity[id] as number) >= 0);
      },
    },
    {
      name: "it is named, and says what an item is called",
      async run() {
        const { id, noun, rewardMax, example } = await load();
        assert.match(id, /@\d+$/);
        assert.ok(noun.one !== "" && noun.many !== "" && rewardMax >= 1 && example.history.length > 0);
      },
    },
  ];
}

/** Checks of the people of a catalogue. */
export function usersContract(load: () => Promise<Catalogue & Users>): Check[] {
  return [
    {
      name: "ids are positions, histories name items, and both splits have users",
      async run() {
        const { users, items } = await load();
        users.forEach((user, i) => void assert.equal(user.id, i));
        for (const { history } of users) assert.ok(history.every((item) => items[item] !== undefined));
        assert.deepEqual(new Set(users.map((user) => user.split)), new Set(["train", "test"]));
      },
    },
    {
      name: "popularity counts the histories of train users alone",
      async run() {
        const { users, items, popularity } = await load();
        const counts = new Array<number>(items.length).fill(0);
        for (const { split, history } of users) if (split === "train") for (const item of history) counts[item]! += 1;
        assert.deepEqual(Array.from(popularity), counts);
      },
    },
  ];
}

/** Checks of what is true of users and items. */
export function truthContract(load: () => Promise<Catalogue & Users & Truth>): Check[] {
  return [
    {
      name: "rewards lie in 1..rewardMax and do not change; distances are symmetric, not negative, and 0 to oneself",
      async run() {
        const world = await load();
        const random = makeRandom(1);
        for (let n = 0; n < PAIRS; n++) {
          const [user, a, b] = [random.int(world.users.length), random.int(world.items.length), random.int(world.items.length)];
          const reward = world.reward(user, a);
          assert.ok(reward >= 1 && reward <= world.rewardMax, `reward ${reward}`);
          assert.equal(world.reward(user, a), reward);
          assert.equal(world.distance(a, b), world.distance(b, a));
          assert.ok(world.distance(a, b) >= 0);
          assert.equal(world.distance(a, a), 0);
        }
      },
    },
  ];
}
