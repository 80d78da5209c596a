/** Index of a catalogue's titles: which item a written title means, by the narrowest way of reading it that any item answers to. */
import { formsOf } from "./said.ts";
import { asAnswered, caseless, folded, splitYear, withoutArticle } from "./spelling.ts";

/** What the index needs of an item. */
export interface Titled {
  readonly id: number;
  readonly title: string;
  readonly year: number | null;
}

/**
 * The items that a title means. One: it is that one. Several: the narrowest reading fits them all, and nothing tells them apart.
 * `otherYear`: no item has the year written, these have the name alone.
 */
export interface Meant {
  readonly items: readonly number[];
  readonly otherYear: boolean;
}

/** Finds items by titles. */
export interface TitleIndex {
  /** The items meant, ids rising; null when no reading of the title is one of the catalogue. */
  find(title: string): Meant | null;
}

type Keys = Map<string, number[]>;

/** Reads every title once. The same catalogue is asked for many episodes: see {@link titleIndexOf}. */
export function createTitleIndex(items: readonly Titled[]): TitleIndex {
  const [written, answered, cased, spelled, named, noArticle, nameNoArticle] = Array.from({ length: 7 }, (): Keys => new Map());
  const years = new Map<number, number | null>();
  for (const { id, title, year } of items) {
    const apart = splitYear(title);
    const [full, name] = [folded(title), folded(apart.name)];
    years.set(id, apart.year ?? year);
    for (const [keys, key] of [
      [written, title],
      [answered, asAnswered(title)],
      [cased, caseless(title)],
      [spelled, full],
      [named, name],
      [noArticle, withoutArticle(full)],
      [nameNoArticle, withoutArticle(name)],
    ] as const)
      if (keys !== undefined && key !== null && key !== "") keys.set(key, [...(keys.get(key) ?? []), id]);
  }
  const inYear = (found: readonly number[], year: number | null) =>
    year === null ? found : found.filter((id) => (years.get(id) ?? year) === year);

  /** Readings of one form from narrow to wide, each giving the items that answer to it. */
  const readings: ((form: Form) => readonly number[])[] = [
    ({ form }) => written?.get(form) ?? [],
    ({ form }) => answered?.get(asAnswered(form)) ?? [],
    ({ form }) => cased?.get(caseless(form)) ?? [],
    ({ full }) => spelled?.get(full) ?? [],
    ({ name, year }) => inYear(named?.get(name) ?? [], year),
    ({ full }) => either(noArticle?.get(full), spelled?.get(withoutArticle(full) ?? "")),
    ({ name, year }) => inYear(either(nameNoArticle?.get(name), named?.get(withoutArticle(name) ?? "")), year),
  ];
  return {
    find(title) {
      const forms = formsOf(title).map(formOf);
      for (const form of forms)
        for (const reading of readings) {
          const found = reading(form);
          if (found.length > 0) return { items: found, otherYear: false };
        }
      for (const { name } of forms) {
        const found = named?.get(name) ?? nameNoArticle?.get(name) ?? [];
        if (found.length > 0) return { items: found, otherYear: true };
      }
      return null;
    },
  };
}

interface Form {
  readonly form: string;
  readonly full: string;
  readonly name: string;
  readonly year: number | null;
}

function formOf(form: string): Form {
  const { name, year } = splitYear(form);
  return { form, full: folded(form), name: folded(name), year };
}

function either(a: readonly number[] | undefined, b: readonly number[] | undefined): readonly number[] {
  return [...new Set([...(a ?? []), ...(b ?? [])])].sort((x, y) => x - y);
}

const indexes = new WeakMap<object, TitleIndex>();

/** The index of a catalogue, made once. */
export function titleIndexOf(catalogue: { readonly items: readonly Titled[] }): TitleIndex {
  let index = indexes.get(catalogue.items);
  if (index === undefined) {
    index = createTitleIndex(catalogue.items);
    indexes.set(catalogue.items, index);
  }
  return index;
}
