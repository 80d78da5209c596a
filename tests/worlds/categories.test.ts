/** The category tool: recent categories of the window, and two others, drawn anew by every draw's name. */
import { expect, it } from "vitest";
import { categoriesOf, categoryHint } from "../../worlds/categories.ts";

const item = (id: number, ...categories: string[]) => ({ id, title: `Item ${id}`, year: null, categories });
const catalogue = { items: [item(0, "a", "b"), item(1, "b", "c"), item(2, "d"), item(3, "e", "a"), item(4)] };

it("categories come in order of first occurrence", () => {
  expect(categoriesOf(catalogue)).toEqual(["a", "b", "c", "d", "e"]);
});

it("recent ones are those of the last W items, latest first, each once", () => {
  const recent = (items: number[], window: number) => categoryHint(catalogue, items, window, "x").recent;
  expect(recent([2, 0, 1], 2)).toEqual(["b", "c", "a"]);
  expect(recent([2, 0, 1], 9)).toEqual(["b", "c", "a", "d"]);
  expect(recent([2, 0, 1], 0)).toEqual([]);
  expect(recent([], 2)).toEqual([]);
});

it("two that are not recent are drawn, the same by the same name, others by others", () => {
  const explore = (draw: string, items: number[] = [2]) => categoryHint(catalogue, items, 1, draw).explore;
  const draws = Array.from({ length: 40 }, (_, i) => explore(`draw ${i}`));
  for (const two of draws) {
    expect(new Set(two).size).toBe(2);
    expect(two).not.toContain("d");
  }
  expect(new Set(draws.flat())).toEqual(new Set(["a", "b", "c", "e"]));
  expect(explore("draw 7")).toEqual(draws[7]);
  const few = { items: [item(0, "a", "b"), item(1, "c")] };
  expect(categoryHint(few, [0], 1, "x").explore).toEqual(["c"]); // one is left
});
