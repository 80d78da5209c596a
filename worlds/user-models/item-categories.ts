/** Categories of items as flat arrays: what a user model walks over at every step. */
import { BillpError } from "../../core/errors.ts";
import type { ModelData } from "./user-model.ts";

/** Categories of item i are `category[start[i]] … category[start[i + 1] − 1]`, with `share` beside them. */
export interface ItemCategories {
  readonly start: Int32Array;
  /** Positions in the list of names. */
  readonly category: Int32Array;
  /** Share w_ic of the category in its item: weights over their sum, so that an item's shares add up to 1. */
  readonly share: Float64Array;
}

/**
 * The table of a world's items over named categories with weights (> 0).
 * @throws BillpError `bad-world` when an item has a category that is not among the names.
 */
export function itemCategories(
  { id, items }: Pick<ModelData, "id" | "items">,
  names: readonly string[],
  weightOf: (category: number) => number,
): ItemCategories {
  const position = new Map(names.map((name, at) => [name, at]));
  const start = new Int32Array(items.length + 1);
  const [category, share]: [number[], number[]] = [[], []];
  items.forEach((item, at) => {
    const found = [...new Set(item.categories)].map((name) => {
      const known = position.get(name);
      if (known === undefined)
        throw new BillpError(
          "bad-world",
          `${id}: item ${item.id} (${item.title}) is of the category "${name}", which has no constants.`,
          {
            hint: "Name every category of the items in `userParameters.categories`.",
          },
        );
      return known;
    });
    const whole = found.reduce((sum, c) => sum + weightOf(c), 0);
    for (const c of found) {
      category.push(c);
      share.push(weightOf(c) / whole);
    }
    start[at + 1] = category.length;
  });
  return { start, category: Int32Array.from(category), share: Float64Array.from(share) };
}
