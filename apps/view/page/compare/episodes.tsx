/** Two episodes: both scores, then round by round with the fields that differ marked. */
import { useState } from "preact/hooks";
import type { EpisodePage, RunPage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { endOf, figure, signed } from "../base/format.ts";
import { compareLink, episodeLink } from "../base/route.ts";
import { scaleOf } from "../episode/scale.ts";
import { Score } from "../episode/score.tsx";
import { Answer, Chip } from "../parts/basics.tsx";
import { firstDifference, RoundPair } from "./rounds.tsx";

interface Props {
  readonly one: RunPage;
  readonly two: RunPage;
  readonly query: Readonly<Record<string, string>>;
}

export function EpisodePair({ one, two, query }: Props) {
  const { ea = "", eb = "", fa, fb } = query;
  const at = (run: string, episode: string, fork: string | undefined) =>
    api("episode", { run, episode, ...(fork ? { fork } : {}) });
  const [left, right] = [useAnswer<EpisodePage>(at(one.card.id, ea, fa)), useAnswer<EpisodePage>(at(two.card.id, eb, fb))];
  const hrefs = [episodeLink(one.card.id, Number(ea), { fork: fa }), episodeLink(two.card.id, Number(eb), { fork: fb })];
  return (
    <>
      {one.card.id === two.card.id ? null : (
        <p>
          <a href={compareLink(one.card.id, two.card.id)}>← the runs as a whole</a>
        </p>
      )}
      <Answer asked={left}>{(a) => <Answer asked={right}>{(b) => <Pair {...{ a, b, hrefs }} />}</Answer>}</Answer>
    </>
  );
}

/** How far both are alike, in what is compared round by round. */
export function sameness(first: number | null): string {
  if (first === null) return "Plans, proposals, items, rewards and values are the same in every round.";
  if (first === 1) return "They differ from round 1 on.";
  return `They are the same up to round ${first - 1} and differ from round ${first} on.`;
}

/** Two pages of episodes; `hrefs` lead to each on its own. */
export function Pair({ a, b, hrefs }: { a: EpisodePage; b: EpisodePage; hrefs: readonly string[] }) {
  const first = firstDifference(a.episode, b.episode);
  const [round, setRound] = useState(first ?? 1);
  const scale = scaleOf([a, b]);
  const sides = [
    { page: a, name: "A", href: hrefs[0] },
    { page: b, name: "B", href: hrefs[1] },
  ];
  const rounds = Math.max(a.episode.rounds.length, b.episode.rounds.length);
  const alike = (first ?? rounds + 1) - 1;
  const pairs = Array.from({ length: rounds }, (_, i) => (
    <RoundPair key={`${i}`} n={i + 1} a={a.episode.rounds[i]} b={b.episode.rounds[i]} />
  ));
  return (
    <>
      <p class="lead">{sameness(first)} Both stand on one scale.</p>
      {sides.map(({ page, name, href }) => (
        <section key={name}>
          <div class="head">
            <span class={`tag ${name.toLowerCase()}`}>{name}</span>
            <h2>
              <a href={href}>
                episode {page.episode.episode}
                {page.fork === null ? "" : `, fork ${page.fork.id}`}
              </a>
            </h2>
            {page.fork === null ? null : (
              <span class="muted">
                {page.fork.overrides.join("; ") || "nothing changed"}, from round {page.fork.round}
              </span>
            )}
            <Chip word={endOf(page.episode.end)} />
            <span>
              user {page.episode.user} · Len {page.episode.len} · return {figure(page.episode.return)}
              {name === "B" ? ` (${signed(b.episode.return - a.episode.return)})` : ""}
            </span>
          </div>
          <Score page={page} round={Math.min(round, Math.max(1, page.episode.rounds.length))} onRound={setRound} scale={scale} />
        </section>
      ))}
      <section>
        <h2>Round by round</h2>
        {alike === 0 ? null : (
          <details>
            <summary>{alike === 1 ? "Round 1 is" : `Rounds 1 to ${alike} are`} the same</summary>
            {pairs.slice(0, alike)}
          </details>
        )}
        {pairs.slice(alike)}
      </section>
    </>
  );
}
