/** Two lanes of the score: rewards as bars, and what the Critic thought: V as a line, the advantage as bars up and down. */
import type { Round } from "../../../../experiments/evaluation/record.ts";
import { figure } from "../base/format.ts";

interface Lane {
  readonly rounds: readonly Round[];
  readonly x: (i: number) => number;
  readonly step: number;
  readonly top: number;
  readonly height: number;
}

export function RewardLane({ rounds, x, step, top, height, max }: Lane & { max: number }) {
  const wide = Math.min(26, step - 3);
  const base = top + height;
  return (
    <g>
      <text x={0} y={top + 14} class="lane">
        reward
      </text>
      <text x={0} y={top + 29}>
        0 to {max}
      </text>
      <line class="zero" x1={x(0)} x2={x(rounds.length)} y1={base} y2={base} />
      {rounds.map((r, i) => {
        const mid = x(i) + step / 2;
        const h = (Math.max(0, r.reward) / max) * (height - 14);
        return r.accepted ? (
          <g key={i}>
            <rect class="reward" x={mid - wide / 2} y={base - h} width={wide} height={h} rx={2} />
            {step < 34 ? null : (
              <text x={mid} y={base - h - 4} text-anchor="middle">
                {figure(r.reward, 1)}
              </text>
            )}
          </g>
        ) : (
          <path key={i} class="refused" d={`M${mid - 6} ${base - 18}l12 12m0 -12l-12 12`} />
        );
      })}
    </g>
  );
}

interface ValueProps extends Lane {
  /** Of V and advantage, from bottom to top. */
  readonly bounds: readonly [number, number];
  readonly hasCritic: boolean;
}

export function ValueLane({ rounds, x, step, top, height, bounds: [low, high], hasCritic }: ValueProps) {
  if (rounds.every((r) => r.value === null && r.advantage === null))
    return (
      <text x={0} y={top + 14} class="lane">
        {hasCritic ? "the Critic gave no usable value" : "no Critic in this method"}
      </text>
    );
  const y = (v: number) => top + height - ((v - low) / (high - low)) * height;
  const wide = Math.min(18, step - 5);
  const mid = (i: number) => x(i) + step / 2;
  const line = rounds.flatMap((r, i) => (r.value === null ? [] : [`${mid(i)} ${y(r.value)}`]));
  return (
    <g>
      <text x={0} y={top + 14} class="lane">
        value V (line)
      </text>
      <text x={0} y={top + 29} class="lane">
        advantage (bars)
      </text>
      <text x={0} y={top + 44}>
        {figure(low, 1)} to {figure(high, 1)}
      </text>
      {rounds.map((r, i) =>
        r.advantage === null ? null : (
          <rect
            key={i}
            class={r.advantage >= 0 ? "gain" : "loss"}
            {...{ x: mid(i) - wide / 2, width: wide, y: Math.min(y(0), y(r.advantage)), opacity: 0.55 }}
            height={Math.max(1, Math.abs(y(r.advantage) - y(0)))}
          />
        ),
      )}
      <line class="zero" x1={x(0)} x2={x(rounds.length)} y1={y(0)} y2={y(0)} />
      {line.length === 0 ? null : <path class="value" d={`M${line.join("L")}`} />}
      {rounds.map((r, i) => (r.value === null ? null : <circle key={i} class="value-dot" cx={mid(i)} cy={y(r.value)} r={2.6} />))}
    </g>
  );
}
