/** Grounding: which item a title means, what stands in its place when the mask forbids it, and how ties are broken. */
import { describe, expect, it } from "vitest";
import { createGrounding } from "../../worlds/grounding.ts";
import type { Item } from "../../worlds/world.ts";

const TITLES = ["The Fly (1958)", "The Fly (1986)", "Amélie & Co.", "Heat (1995)", "Twin A", "Twin B"];
const items: Item[] = TITLES.map((title, id) => ({ id, title, year: null, categories: [] }));
/** A vector a text: the two twins are alike, and so is whatever begins with "Twin". */
const embed = async (texts: readonly string[]) =>
  texts.map((t) =>
    Float32Array.from([t.startsWith("Twin") ? 1 : 0, t.startsWith("The Fly") ? 1 : 0, t.startsWith("Heat") ? 1 : 0.1]),
  );
const grounding = createGrounding({ items }, embed);
const any = () => true;
const none =
  (...masked: number[]) =>
  (item: number) =>
    !masked.includes(item);

describe("a title", () => {
  it("is found as written, without its year, and whatever its case, accents and punctuation", async () => {
    for (const [said, item] of [
      ["The Fly (1986)", 1],
      ["the fly 1986", 1],
      ["Heat", 3],
      ["amelie and co", 2],
    ] as const)
      expect(await grounding.ground(said, any), said).toEqual({ item, replaced: false, because: null });
  });

  it("of several items means one that is allowed, and that it could be another is said", async () => {
    expect(await grounding.ground("The Fly", any)).toEqual({ item: 0, replaced: true, because: "ambiguous" });
    expect(await grounding.ground("The Fly", none(0))).toEqual({ item: 1, replaced: true, because: "ambiguous" });
    expect(await grounding.ground("The Fly", none(0, 1))).toMatchObject({ replaced: true, because: "masked" });
  });

  it("that is masked or not in the catalogue is replaced by the nearest allowed item, and that is said", async () => {
    expect(await grounding.ground("Heat (1995)", none(3))).toEqual({ item: 0, replaced: true, because: "masked" });
    expect(await grounding.ground("Twin C", any)).toEqual({ item: 4, replaced: true, because: "unknown" });
    expect(await grounding.ground("Twin C", none(4))).toEqual({ item: 5, replaced: true, because: "unknown" });
    expect(await grounding.ground("Heat", () => false)).toBeNull();
  });
});

it("near items come nearest first, ties by id, only allowed ones", async () => {
  expect(await grounding.near("Twin", 2, any)).toEqual([4, 5]);
  expect(await grounding.near("Twin", 2, none(4))).toEqual([5, 3]);
  expect(await grounding.near("nothing", 3, none(3))).toEqual([0, 1, 2]);
  expect(await grounding.near("Twin", 99, none(0, 1, 2, 3))).toEqual([4, 5]);
});
