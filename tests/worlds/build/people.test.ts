/** Who of a log becomes what, and which of a person's ratings are their history. */
import { describe, expect, it } from "vitest";
import { historyOf, type Person, splitUsers } from "../../../worlds/build/people.ts";

/** Somebody with these ratings in stars, item by item, oldest first. */
const person = (key: string, ...stars: number[]): Person =>
  ({ key, events: stars.map((s, item) => ({ item, stars: s, time: item })) }) as unknown as Person;

describe("a history", () => {
  it("is the earlier half of what was rated 3.5 or more, oldest first; the later half stays open", () => {
    expect(historyOf(person("a", 5, 3, 3.5, 1, 4, 4.5, 5), 99)).toEqual([0, 2, 4]); // of items 0, 2, 4, 5, 6
    expect(historyOf(person("b", 3.4, 5), 99)).toEqual([1]);
    expect(historyOf(person("c", 1, 2), 99)).toEqual([]);
  });

  it("is no longer than asked for: the last of them", () => {
    expect(historyOf(person("a", ...Array(20).fill(5)), 4)).toEqual([6, 7, 8, 9]);
  });
});

describe("the split", () => {
  const users = Array.from({ length: 12 }, (_, i) => person(`u${i}`, ...Array(i === 7 ? 40 : 10).fill(5)));

  it("holds out one with a long history, and puts everybody else into exactly one part", () => {
    const { heldOut, train, test } = splitUsers(users, 4, 50, 3);
    expect(heldOut.key).toBe("u7");
    expect([train.length, test.length]).toEqual([7, 4]);
    expect(new Set([heldOut, ...train, ...test].map((u) => u.key)).size).toBe(12);
  });

  it("follows the seed; by default half are test users, and one is left to train", () => {
    const keys = (seed: number) => splitUsers(users, 4, 50, seed).test.map((u) => u.key);
    expect(keys(3)).toEqual(keys(3));
    expect(keys(3)).not.toEqual(keys(4));
    expect(splitUsers(users, null, 50, 3).test).toHaveLength(5);
    expect(splitUsers(users, 99, 50, 3).train).toHaveLength(1);
  });
});
