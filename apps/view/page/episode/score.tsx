/** The episode as a score: rewards, value and advantage, categories with the quit window; one column a round. */
import type { EpisodePage } from "../../server/shapes.ts";
import { useWidth } from "../parts/use-width.ts";
import { RewardLane, ValueLane } from "./lanes.tsx";
import { Ribbon, ribbonOf } from "./ribbon.tsx";
import { type Scale, scaleOf } from "./scale.ts";

export const LABELS = 104;
const REWARD = 76;
const VALUE = 84;
/** Where there is nothing to draw but a word. */
const NO_VALUE = 20;
const GAP = 20;
const ROW = 16;
/** Of the slider, whose thumb stands below the middle of its round. */
const THUMB = 16;

interface Props {
  readonly page: EpisodePage;
  readonly round: number;
  readonly onRound: (round: number) => void;
  /** Of this episode alone, unless it stands beside others. */
  readonly scale?: Scale;
}

export function Score({ page, round, onRound, scale = scaleOf([page]) }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { rounds } = page.episode;
  const n = Math.max(1, rounds.length);
  const step = Math.min(60, Math.max(13, (width - LABELS - 4) / scale.columns));
  const rows = ribbonOf(page);
  const value = rounds.some((r) => r.value !== null || r.advantage !== null) ? VALUE : NO_VALUE;
  const tops = { reward: 18, value: 18 + REWARD + GAP, ribbon: 18 + REWARD + value + 2 * GAP };
  const height = tops.ribbon + rows.length * ROW + 6;
  const x = (i: number) => LABELS + i * step;
  const pick = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const i = Math.floor((event.clientX - box.left - LABELS) / step);
    if (i >= 0 && i < rounds.length) onRound(i + 1);
  };
  const label = `Score of ${rounds.length} rounds: rewards ${rounds.map((r) => (r.accepted ? r.reward : "refused")).join(", ")}.`;
  return (
    <div class="score" ref={ref}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the slider below does the same by keys */}
      <svg role="img" aria-label={label} width={Math.max(0, LABELS + n * step + 4)} height={height} onClick={pick}>
        <rect class="pick" x={x(round - 1)} y={0} width={step} height={height} rx={4} />
        {rounds.map((r, i) =>
          step < 20 && (i + 1) % 5 !== 0 && i !== 0 && i + 1 !== round ? null : (
            <text key={i} x={x(i) + step / 2} y={12} text-anchor="middle" class={r.accepted ? "" : "near"}>
              {i + 1}
            </text>
          ),
        )}
        <RewardLane {...{ rounds, x, step, top: tops.reward, height: REWARD, max: scale.rewardMax }} />
        <ValueLane
          {...{ rounds, x, step, top: tops.value, height: VALUE, bounds: scale.value, hasCritic: page.roles.includes("critic") }}
        />
        <Ribbon {...{ page, rows, x, step, top: tops.ribbon, row: ROW }} />
      </svg>
      <div class="scrub">
        <output>
          {round} of {rounds.length}
        </output>
        <input
          {...{ type: "range", min: 1, max: n, step: 1, value: round, "aria-label": "Round" }}
          style={{ width: `${(n - 1) * step + THUMB}px`, marginLeft: `${(step - THUMB) / 2}px` }}
          onInput={(e) => onRound(Number(e.currentTarget.value))}
        />
      </div>
    </div>
  );
}
