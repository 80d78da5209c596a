/** The slider through time: the memories as they were after an episode. */
import type { MemoryPage, RunPage } from "../../server/shapes.ts";
import { choose, episodeLink } from "../base/route.ts";

interface Props {
  readonly page: RunPage;
  readonly memory: MemoryPage;
  readonly upto: number;
  readonly last: number;
}

export function TimeSlider({ page, memory, upto, last }: Props) {
  const at = page.rows.findIndex((r) => r.episode === upto);
  const sight = memory.sights[at];
  return (
    <>
      <div class="scrub">
        <label for="upto" class="muted">
          after episode
        </label>
        <input
          {...{ id: "upto", type: "range", min: 0, max: last, step: 1, value: upto }}
          onInput={(e) => choose({ upto: Number(e.currentTarget.value) === last ? null : e.currentTarget.value })}
        />
        <output for="upto">
          {upto} of {last}
        </output>
      </div>
      {sight === undefined ? null : (
        <p class="small muted">
          <a href={episodeLink(page.card.id, upto)}>Episode {upto}</a>: {sight.upTo === null ? sight.text : `saw ${sight.text}`}.{" "}
          {!sight.upTo || sight.upTo === upto ? null : (
            <button type="button" class="plain" onClick={() => choose({ upto: sight.upTo })}>
              <u>Show those</u>
            </button>
          )}
        </p>
      )}
    </>
  );
}
