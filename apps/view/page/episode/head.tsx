/** Which episode this is, how it went, and the way to its neighbours. */
import type { EpisodePage } from "../../server/shapes.ts";
import { endOf, figure } from "../base/format.ts";
import { compareLink, episodeLink, memoryLink } from "../base/route.ts";
import { Chip, Figures } from "../parts/basics.tsx";

export function EpisodeHead({ run, page: { episode: e, others, sight, fork } }: { run: string; page: EpisodePage }) {
  const faults = e.faults === undefined ? 0 : e.faults.planner + e.faults.actor + e.faults.critic + e.faults.reflector;
  const near = (n: number | null, text: string) =>
    n === null ? null : (
      <a class="button" href={episodeLink(run, n)}>
        {text} {n}
      </a>
    );
  return (
    <>
      <div class="head">
        <h1>
          Episode {e.episode}
          {fork === null ? "" : `, fork ${fork.id}`}
        </h1>
        <Chip word={endOf(e.end)} />
        <span class="muted">
          user {e.user} · {e.split} ·{" "}
          {sight.upTo === null ? (
            sight.text
          ) : (
            <>sees {sight.upTo === 0 ? sight.text : <a href={memoryLink(run, { upto: sight.upTo })}>{sight.text}</a>}</>
          )}
        </span>
        <span class="push head">
          {near(others.previous, "←")}
          {near(others.next, "→")}
          {others.sameUser.slice(0, 1).map((n) => (
            <a key={n} class="button" href={compareLink(run, run, { ea: e.episode, eb: n })}>
              same user: {n}
            </a>
          ))}
        </span>
      </div>
      <Figures
        figures={[
          { name: "Len", value: e.len, note: "accepted rounds" },
          { name: "return", value: figure(e.return) },
          { name: "per round", value: figure(e.len === 0 ? null : e.return / e.len) },
          ...(faults === 0 ? [] : [{ name: "unusable answers", value: faults }]),
        ]}
      />
      {fork === null ? null : (
        <p class="notice gap">
          Forked from round {fork.round} of{" "}
          {fork.parent ?? <a href={episodeLink(run, e.episode)}>the episode as it was played</a>} with{" "}
          {fork.overrides.length === 0 ? "nothing changed" : fork.overrides.join("; ")}.{" "}
          <a href={compareLink(run, run, { ea: e.episode, fa: fork.parent, eb: e.episode, fb: fork.id })}>Compare</a>
        </p>
      )}
    </>
  );
}
