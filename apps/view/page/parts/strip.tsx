/** The rewards of an episode as a strip of bars, small enough for a row of a table; the round with which the user left is a cross. */
const STEP = 6;
const HEIGHT = 22;

interface Props {
  readonly rewards: readonly number[];
  readonly max: number;
  readonly left: boolean;
}

/** The strip of one episode. */
export function Strip({ rewards, max, left }: Props) {
  const bars = rewards.map((r, i) => {
    const h = Math.max(1, (r / max) * (HEIGHT - 4));
    return left && i === rewards.length - 1 ? "" : `M${i * STEP + 2} ${HEIGHT - 1}v${-h}`;
  });
  const x = (rewards.length - 1) * STEP;
  return (
    <svg width={Math.max(1, rewards.length * STEP)} height={HEIGHT} aria-hidden="true">
      <path d={bars.join("")} stroke="var(--green)" stroke-width="4" />
      {left && rewards.length > 0 ? (
        <path d={`M${x} ${HEIGHT - 6}l5 5m0 -5l-5 5`} stroke="var(--red)" stroke-width="1.8" fill="none" />
      ) : null}
    </svg>
  );
}
