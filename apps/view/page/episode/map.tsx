/** The catalogue as a map, near items near each other, with the way of the episode through it up to the chosen round. */
import { useMemo, useState } from "preact/hooks";
import type { CataloguePage, EpisodePage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { Answer } from "../parts/basics.tsx";

interface Props {
  readonly run: string;
  readonly page: EpisodePage;
  readonly round: number;
}

export function CatalogueMap({ run, page, round }: Props) {
  const asked = useAnswer<CataloguePage | null>(page.world === null ? null : api("catalogue", { run }));
  const [near, setNear] = useState(false);
  return (
    <figure>
      <figcaption class="head">
        <h2>Map of the catalogue</h2>
        <button type="button" class="push" aria-pressed={near} onClick={() => setNear(!near)}>
          {near ? "whole map" : "zoom to the way"}
        </button>
      </figcaption>
      <div class="map" style={{ aspectRatio: "1" }}>
        {page.world === null ? (
          <p class="empty">The world of this run is not here.</p>
        ) : (
          <Answer asked={asked}>
            {(catalogue) => (catalogue === null ? null : <Points {...{ catalogue, page, round, near }} />)}
          </Answer>
        )}
      </div>
      <p class="total">
        Near items lie near each other by the world's own distance, the one the quit rule compares; only this page sees it. Rings
        are the user's history; the way is numbered by round.
      </p>
    </figure>
  );
}

function Points({ catalogue, page, round, near }: { catalogue: CataloguePage; near: boolean } & Omit<Props, "run">) {
  const at = (item: number) =>
    [500 + 470 * (catalogue.points[2 * item] ?? 0), 500 - 470 * (catalogue.points[2 * item + 1] ?? 0)] as const;
  const all = useMemo(
    () =>
      catalogue.items
        .map(
          (_, i) =>
            `M${at(i)
              .map((v) => v.toFixed(1))
              .join(" ")}h0`,
        )
        .join(""),
    [catalogue],
  );
  const way = page.episode.rounds
    .map((r, i) => ({ ...r, round: i + 1 }))
    .slice(0, round)
    .flatMap((r) => (r.item === null ? [] : [{ ...r, xy: at(r.item) }]));
  const whole = page.episode.rounds.flatMap((r) => (r.item === null ? [] : [at(r.item)]));
  const box = near && whole.length > 0 ? around(whole) : { x: 0, y: 0, size: 1000 };
  const unit = box.size / 1000;
  const label = `Map of ${catalogue.items.length} items; the way of the episode visits ${way.map((w) => w.title).join(", then ")}.`;
  return (
    <svg viewBox={`${box.x} ${box.y} ${box.size} ${box.size}`} role="img" aria-label={label}>
      <path class="all" d={all} stroke-width={9 * unit} />
      {page.world?.history.map(({ item, title }, i) => (
        <circle key={i} class="past" {...{ cx: at(item)[0], cy: at(item)[1], r: 9 * unit, "stroke-width": 3 * unit }}>
          <title>{title}</title>
        </circle>
      ))}
      {way.length < 2 ? null : <path class="path" d={`M${way.map((w) => w.xy.join(" ")).join("L")}`} />}
      {way.map(({ round: n, xy: [x, y], title, accepted }) => (
        <g key={n}>
          <circle
            class={accepted ? "stop" : "stop refused"}
            {...{ cx: x, cy: y, r: (n === round ? 15 : 11) * unit, "stroke-width": 3 * unit }}
          >
            <title>
              {n}. {title}
            </title>
          </circle>
          <text
            class="label"
            {...{ x: x + 16 * unit, y: y - 8 * unit }}
            style={{ fontSize: `${30 * unit}px`, strokeWidth: `${8 * unit}px` }}
          >
            {n}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** A square around the points, with some room. */
function around(points: readonly (readonly [number, number])[]): { x: number; y: number; size: number } {
  const span = (k: 0 | 1) => [Math.min(...points.map((p) => p[k])), Math.max(...points.map((p) => p[k]))] as const;
  const [[left, right], [top, bottom]] = [span(0), span(1)];
  const size = Math.max(60, 1.3 * Math.max(right - left, bottom - top));
  return { x: (left + right - size) / 2, y: (top + bottom - size) / 2, size };
}
