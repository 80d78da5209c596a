/** Why the episode ended: the sentence, and the distances that the user's rule compared. */
import type { EpisodePage } from "../../server/shapes.ts";
import { figure } from "../base/format.ts";

export function WhyEnded({ page }: { page: EpisodePage }) {
  return (
    <section>
      <h2>Why it ended</h2>
      <p>{sentence(page)}</p>
      <Distances page={page} />
    </section>
  );
}

/** The reason in words and numbers. */
function sentence({ episode: { end, rounds }, world }: EpisodePage) {
  const title = <b>{rounds.at(-1)?.title ?? "nothing"}</b>;
  if (end.kind === "limit") return `The user stayed for all ${rounds.length} rounds that the step limit allows.`;
  if (end.kind === "unusable") return "No usable answer came from the model, so the episode was ended.";
  const why = world?.why;
  if (world == null || why == null) return <>The user left at {title}.</>;
  const near = why.compared.filter((c) => c.close).map((c) => c.round);
  if (end.reason === "similar")
    return (
      <>
        The user left in round {why.round}: {title} is too like{" "}
        {near.length === 1 ? `round ${near[0]}` : `rounds ${near.join(" and ")}`}, nearer than β = {figure(world.rules.beta)}.
      </>
    );
  if (end.reason === "repeat")
    return (
      <>
        The user left in round {why.round}: {title}{" "}
        {why.repeatOf === 0 ? "was in the history already" : `had been round ${why.repeatOf}`}.
      </>
    );
  if (end.reason === "tired" || end.reason === "patience")
    return (
      <>
        The user left in round {why.round}, at {title}, felt as {figure(why.worldReward)}:{" "}
        {end.reason === "tired" ? "too much of one kind came too soon" : "rounds and disappointments used their patience up"}
        {why.spent === null ? "." : `; they had spent ${figure(why.spent)} of what people bring, 1 on average.`}
      </>
    );
  return (
    <>
      The user left in round {why.round}: {title} is worth {figure(why.worldReward)} to this user, less than the rating threshold
      of {figure(world.rules.ratingThreshold, 1)}.
    </>
  );
}

/** Bars of distance from the last item to those of the quit window, against β. */
function Distances({ page: { episode, world } }: { page: EpisodePage }) {
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
              <span class="muted">{round}</span> {title}
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
