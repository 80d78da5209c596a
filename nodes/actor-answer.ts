/** Form of the Actor's answer for a catalogue: a title that names an item, or might. */
import type { z } from "zod";
import { ActorAnswer } from "../prompts/actor.ts";
import { categoriesOf } from "../worlds/categories.ts";
import { namesNoItem } from "../worlds/titles/no-item.ts";
import { titleIndexOf } from "../worlds/titles/title-index.ts";
import type { Catalogue } from "../worlds/world.ts";

type Answer = z.ZodType<z.output<typeof ActorAnswer>>;

const forms = new WeakMap<object, Answer>();

/**
 * The Actor's form, in which a category ("Drama") or a word for nothing ("none") is no title: what is refused is asked for again with its
 * reason, and is in the end an unusable answer, never the item nearest to the word. Made once a catalogue; what a model is told is the same.
 */
export function actorAnswerFor(catalogue: Pick<Catalogue, "items" | "noun">): Answer {
  let form = forms.get(catalogue.items);
  if (form === undefined) {
    const { one } = catalogue.noun;
    const index = titleIndexOf(catalogue);
    const words = { categories: categoriesOf(catalogue), noun: catalogue.noun };
    form = ActorAnswer.refine(({ title }) => index.find(title) !== null || !namesNoItem(title, words), {
      path: ["title"],
      error: `names no ${one}; give the title of one ${one}, not a kind and not a word for none`,
    });
    forms.set(catalogue.items, form);
  }
  return form;
}
