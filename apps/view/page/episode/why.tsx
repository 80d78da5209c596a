/** Why the episode ended: the sentence of the server, and the distances that the user's rule compared. */
import type { EpisodePage } from "../../server/shapes.ts";
import { figure } from "../base/format.ts";
import { episodeLink } from "../base/route.ts";

export function WhyEnded({ run, page }: { run: string; page: EpisodePage }) {
  return (
    <section>
      <h2>Why it ended</h2>
      <p>{page.ending}</p>
      <Distances {...{ run, page }} />
    </section>
  );
}

/** Bars of distance from the last item to those of the quit window, against β. */
function Distances({ run, page: { episode, world, fork } }: { run: string; page: EpisodePage }) {
  if (episode.end.kind !== "quit" || world?.why == null || world.why.compared.length === 0) return null;
  const { compared } = world.why;
  const { beta } = world.rules;
  const widest = Math.max(beta * 1.6, ...compared.map((c) => c.distance));
  return (
    <figure>
      <div class="bars">
        {compared.map(({ round, title, distance, close }) => (
          <>
            <span key={round}>
              <a href={episodeLink(run, episode.episode, { round, fork: fork?.id })} aria-label={`Round ${round}`}>
                {round}
              </a>{" "}
              {title}
            </span>
            <span class="track">
              <span class={close ? "fill close" : "fill"} style={{ width: `${(100 * distance) / widest}%` }} />
              <span class="beta" style={{ left: `${(100 * beta) / widest}%` }} />
            </span>
            <span class="num">
              {figure(distance)}
              {close ? " < β" : ""}
            </span>
          </>
        ))}
      </div>
      <figcaption class="total">
        Distance of the last item to the last {compared.length} before it (quit window W = {world.rules.window}); the line is β ={" "}
        {figure(beta)}. No role is told these numbers.
      </figcaption>
    </figure>
  );
}
