/** SVG drawing on the server: Observable Plot with linkedom as its document, as inline SVG without style elements of its own. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { clean, type Html, raw } from "../parts/html.ts";

/** Width of every drawing: one column of a phone, a third of a desktop page; so text is the same size everywhere. */
export const WIDTH = 344;
/** Size of all text in a drawing, in pixels. */
export const FONT = 11;
/** Characters of a line of an arm's name. */
const LINE = 17;
const CHARACTER = 6.7;

/** Draws; `label` says to a reader who cannot see it what it shows. */
export function draw(options: Plot.PlotOptions, label: string): Html {
  const { document } = parseHTML("<html><body></body></html>");
  const svg = Plot.plot({ width: WIDTH, ...options, document, className: "plot" } as Plot.PlotOptions) as unknown as Element;
  for (const style of [...svg.querySelectorAll("style")]) style.remove();
  for (const part of [...svg.querySelectorAll("[aria-label]")]) part.removeAttribute("aria-label");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", clean(label));
  svg.setAttribute("font-size", String(FONT));
  svg.removeAttribute("font-family");
  return raw(svg.outerHTML);
}

/** What we use of a DOM element; the project has no DOM types. */
interface Element {
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<Element>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
}

/** A name in at most two short lines; what does not fit is left out in its middle. */
export function label(name: string): string {
  const text = clean(name);
  if ([...text].length <= LINE) return text;
  const breaks = [...text.matchAll(/[\s,/:_-]+/g)].map((m) => m.index + m[0].length).filter((at) => at <= LINE + 1);
  const at = breaks.at(-1) ?? LINE;
  return `${text.slice(0, at).trim()}\n${middle(text.slice(at).trim(), LINE)}`;
}

/** A text of so many characters at most; what is left out, is left out in the middle. */
export function middle(text: string, length: number): string {
  const letters = [...text];
  if (letters.length <= length) return text;
  const half = (length - 1) / 2;
  return `${letters.slice(0, Math.ceil(half)).join("")}…${letters.slice(-Math.floor(half)).join("")}`;
}

/** Width that labels need. */
export function widthOf(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.flatMap((l) => l.split("\n")).map((l) => [...l].length));
  return Math.ceil(longest * CHARACTER);
}

/** A domain with some room around the values. */
export function padded(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

/** What a drawing with one row per arm is made of; row i lies between y = i and y = i + 1. */
export interface Rows {
  readonly names: readonly string[];
  /** Written at the right of each row. */
  readonly values?: readonly string[];
  readonly rowHeight?: number;
  readonly bottom?: number;
  /** Room at the right where there are no values: half of the last tick's text. */
  readonly right?: number;
  readonly x: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
}

/** A drawing with one row per arm: name at the left, marks, value at the right. */
export function drawRows({ names, values, rowHeight = 24, bottom = 36, right = 8, x, marks }: Rows, about: string): Html {
  const labels = names.map(label);
  const tall = labels.some((l) => l.includes("\n")) ? Math.max(rowHeight, 31) : rowHeight;
  const margins = { marginTop: 6, marginBottom: bottom, marginLeft: widthOf(labels) + 10, marginRight: right };
  const middleOf = (_: string, i: number) => i + 0.5;
  const texts = [Plot.text(labels, { y: middleOf, text: (d) => d, frameAnchor: "left", textAnchor: "end", dx: -10 })];
  if (values !== undefined) {
    margins.marginRight = widthOf(values) + 8;
    texts.push(
      Plot.text(values, { y: middleOf, text: (d) => d, frameAnchor: "right", textAnchor: "end", dx: margins.marginRight }),
    );
  }
  return draw(
    {
      ...{ ...margins, height: names.length * tall + 6 + bottom },
      x,
      y: { domain: [0, Math.max(1, names.length)], range: [6, 6 + names.length * tall], axis: null },
      color: { type: "identity" },
      marks: [...marks, ...texts],
    },
    about,
  );
}
