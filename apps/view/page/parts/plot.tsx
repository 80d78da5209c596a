/** A chart by Observable Plot. It is made in a document of its own and its style element left out: the page allows no inline style. */
import * as Plot from "@observablehq/plot";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useWidth } from "./use-width.ts";

interface Props {
  /** Says to a reader who cannot see it what it shows. */
  readonly label: string;
  readonly height: number;
  /** Made anew when one of these changes. */
  readonly on: readonly unknown[];
  readonly options: (width: number) => Plot.PlotOptions;
}

export function Chart({ label, height, on, options }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const held = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (width === 0) return;
    const apart = document.implementation.createHTMLDocument("");
    const svg = Plot.plot({ width, height, ...options(width), document: apart, className: "plot" }) as SVGSVGElement;
    for (const style of [...svg.querySelectorAll("style")]) style.remove();
    for (const part of [...svg.querySelectorAll("[aria-label]")]) part.removeAttribute("aria-label");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    svg.removeAttribute("font-family");
    held.current?.replaceChildren(document.adoptNode(svg));
  }, [width, height, label, ...on]);
  return (
    <div ref={ref}>
      <div ref={held} style={{ minHeight: `${height}px` }} />
    </div>
  );
}

/** Axes in the manner of the page. `xTicks`: the numbers along the bottom, where Plot's own would mislead. */
export function axes(x: string, y: string, xTicks: readonly number[] | null = null): Plot.Markish[] {
  const muted = { fill: "var(--muted)", tickSize: 0, fontSize: 12 };
  return [
    Plot.gridY({ ticks: 4, stroke: "var(--line)", strokeOpacity: 1 }),
    Plot.axisY({ ...muted, ticks: 4, label: y, labelAnchor: "top", labelArrow: "none", tickPadding: 6 }),
    Plot.axisX({
      ...muted,
      ticks: xTicks === null ? 6 : [...xTicks],
      label: xTicks?.length === 0 ? null : x,
      labelAnchor: "right",
      labelArrow: "none",
      tickPadding: 6,
    }),
  ];
}
