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
  const visibleUpTo = memory.visibleUpTo[at];
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
      {visibleUpTo === undefined ? null : (
        <p class="small muted">
          <a href={episodeLink(page.card.id, upto)}>Episode {upto}</a> itself saw{" "}
          {visibleUpTo === 0 ? "no memories of the run" : <>the memories of episodes 1 to {visibleUpTo}</>}.{" "}
          {visibleUpTo === upto || visibleUpTo === 0 ? null : (
            <button type="button" class="plain" onClick={() => choose({ upto: visibleUpTo })}>
              <u>Show those</u>
            </button>
          )}
        </p>
      )}
    </>
  );
}
