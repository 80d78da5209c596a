/** Two episodes: both scores, then round by round with the fields that differ marked. */
import { useState } from "preact/hooks";
import type { Episode, Round } from "../../experiments/episode.ts";
import type { EpisodePage, RunPage } from "../../server/view/shapes.ts";
import { api, useAnswer } from "../api.ts";
import { Score } from "../episode/score.tsx";
import { endOf, figure, signed } from "../format.ts";
import { Answer, Chip } from "../parts/basics.tsx";
import { compareLink, episodeLink } from "../route.ts";

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

/** Two pages of episodes; `hrefs` lead to each on its own. */
export function Pair({ a, b, hrefs }: { a: EpisodePage; b: EpisodePage; hrefs: readonly string[] }) {
  const first = firstDifference(a.episode, b.episode);
  const [round, setRound] = useState(first ?? 1);
  const sides = [
    { page: a, name: "A", href: hrefs[0] },
    { page: b, name: "B", href: hrefs[1] },
  ];
  const rounds = Math.max(a.episode.rounds.length, b.episode.rounds.length);
  return (
    <>
      <p class="lead">
        {first === null
          ? "Both are the same in every round."
          : `They are the same up to round ${first - 1} and differ from round ${first} on.`}
      </p>
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
                {page.fork.sets.join("; ") || "nothing changed"}, from round {page.fork.round}
              </span>
            )}
            <Chip word={endOf(page.episode.end)} />
            <span>
              user {page.episode.user} · Len {page.episode.len} · return {figure(page.episode.return)}
              {name === "B" ? ` (${signed(b.episode.return - a.episode.return)})` : ""}
            </span>
          </div>
          <Score page={page} round={Math.min(round, Math.max(1, page.episode.rounds.length))} onRound={setRound} />
        </section>
      ))}
      <section>
        <h2>Round by round</h2>
        {Array.from({ length: rounds }, (_, i) => (
          <RoundPair key={i} n={i + 1} a={a.episode.rounds[i]} b={b.episode.rounds[i]} />
        ))}
      </section>
    </>
  );
}

/** The first round in which what was planned, recommended or rewarded differs; null when none does. */
export function firstDifference(a: Episode, b: Episode): number | null {
  for (let i = 0; i < Math.max(a.rounds.length, b.rounds.length); i++) if (!same(a.rounds[i], b.rounds[i])) return i + 1;
  return null;
}

const FIELDS = ["plan", "proposal", "title", "reward", "accepted", "value", "advantage"] as const;

function same(a: Round | undefined, b: Round | undefined): boolean {
  return a !== undefined && b !== undefined && FIELDS.every((f) => a[f] === b[f]);
}

function RoundPair({ n, a, b }: { n: number; a: Round | undefined; b: Round | undefined }) {
  return (
    <div class="pair">
      {[a, b].map((r, i) => {
        const other = i === 0 ? b : a;
        const marked = (f: (typeof FIELDS)[number]) => (r !== undefined && other?.[f] !== r[f] ? "differs" : undefined);
        return (
          <div key={i}>
            <h3>
              {n}. {r === undefined ? <span>over</span> : <span class={marked("title")}>{r.title ?? "nothing"}</span>}
            </h3>
            {r === undefined ? null : (
              <>
                <p class={marked("plan")}>{r.plan ?? "no plan"}</p>
                <p class="muted">
                  <span class={marked("reward") ?? marked("accepted")}>
                    {r.accepted ? `reward ${figure(r.reward)}` : "refused"}
                  </span>{" "}
                  · <span class={marked("value")}>V {figure(r.value)}</span> ·{" "}
                  <span class={marked("advantage")}>A {signed(r.advantage)}</span>
                </p>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}
