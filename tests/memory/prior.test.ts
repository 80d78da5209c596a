/** Memories as a gift and as a file: seen from the first episode on, apart from a run's own, in one order. */
import { expect, it } from "vitest";
import { noMemories } from "../../memory/entries.ts";
import { asPriorMemories, mergeMemories, parseMemories } from "../../memory/prior.ts";

const value = (id: string, episode: number) => ({ id, episode, round: 1, state: "s", value: 1 });
const lesson = (id: string, episode: number) => ({ id, episode, text: `lesson ${id}` });

it("a gift is of episode 0, under ids of its own, also when it is given on", () => {
  const own = { ...noMemories(), values: [value("000007-001", 7)], reflections: [lesson("000007", 7)] };
  const given = asPriorMemories(own);
  expect(given.values).toEqual([value("given-000007-001", 0)]);
  expect(given.reflections).toEqual([{ ...lesson("000007", 0), id: "given-000007" }]);
  expect(asPriorMemories(given)).toEqual(given);
});

it("memories of many episodes are put together by id, not by who finished first", () => {
  const of = (...episodes: number[]) => ({ ...noMemories(), reflections: episodes.map((e) => lesson(`00000${e}`, e)) });
  expect(mergeMemories([of(3), of(1, 4), of(2)])).toEqual(of(1, 2, 3, 4));
  expect(mergeMemories([of(2), of(4, 3), of(1)])).toEqual(of(1, 2, 3, 4));
});

it("a file is read back; what is wrong in it is named by line and field", () => {
  const line = (memory: string, entry: object) => JSON.stringify({ memory, ...entry });
  const text = `${line("values", value("000001-001", 1))}\n\n${line("reflections", lesson("000001", 1))}\n`;
  expect(parseMemories(text, "m")).toEqual({
    ...noMemories(),
    values: [value("000001-001", 1)],
    reflections: [lesson("000001", 1)],
  });
  expect(() => parseMemories(`${text}{`, "m")).toThrow("m, line 4: not JSON");
  expect(() => parseMemories(line("values", { ...value("x", 1), value: "1" }), "m")).toThrow("m, line 1, field value");
  expect(() => parseMemories(line("values", { ...value("x", 1), more: 1 }), "m")).toThrow("m, line 1");
  expect(() => parseMemories(line("nothing", {}), "m")).toThrow("field memory");
});
