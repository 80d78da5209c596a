/** What became of a fork that was asked for, and the forks that this episode has. */
import type { EpisodePage, ForkCard, ForkJob } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { endOf, figure, signed } from "../base/format.ts";
import { compareLink, episodeLink, runLink } from "../base/route.ts";

interface Props {
  readonly run: string;
  readonly page: EpisodePage;
  readonly round: number;
  /** What is being played now, here or elsewhere. */
  readonly playing: ForkJob | undefined;
  /** The latest that was asked for here. */
  readonly job: ForkJob | null;
}

export function ForkProgress({ run, page, round, playing, job }: Props) {
  const done = job?.state === "done";
  const asked = useAnswer<readonly ForkCard[]>(done ? api("forks", { run }) : null, job?.job);
  const all = asked.state === "ready" ? asked.data.filter((f) => f.episode === page.episode.episode) : page.forks;
  const made = all.filter((f) => job?.forks.includes(f.id));
  const others = all.filter((f) => !made.includes(f) && f.id !== page.fork?.id);
  return (
    <div aria-live="polite">
      {playing === undefined ? null : (
        <p class="notice">
          Playing <Whose {...{ run, page, job: playing }} />: {playing.done} of {playing.total} …{" "}
          <progress max={playing.total} value={playing.done} aria-label="Forks played" />
        </p>
      )}
      {job?.state === "failed" ? (
        <div class="notice bad" role="alert">
          <p>
            {job.wish.round === round ? null : `Fork of round ${job.wish.round}: `}
            {job.message}
          </p>
          {job.hint === undefined ? null : <p class="muted">{job.hint}</p>}
        </div>
      ) : null}
      {job?.runs.map((id) => (
        <p key={id}>
          The later episodes were played anew: <a href={runLink(id)}>{id}</a> ·{" "}
          <a href={compareLink(run, id)}>compare the runs</a>
        </p>
      ))}
      {made.length === 0 ? null : <ForkList {...{ run, page, forks: made, title: "The fork" }} />}
      {others.length === 0 ? null : <ForkList {...{ run, page, forks: others, title: "Other forks of this episode" }} />}
    </div>
  );
}

/** Which fork is played: of this episode, or of another that one has left meanwhile. */
function Whose({ run, page, job: { wish } }: { run: string; page: EpisodePage; job: ForkJob }) {
  const here = wish.run === run && wish.episode === page.episode.episode;
  const query = { round: wish.round, fork: wish.from };
  const name = `${here ? "" : `${wish.run === run ? "" : `${wish.run}, `}episode ${wish.episode}, `}round ${wish.round}`;
  return <a href={episodeLink(wish.run, wish.episode, query)}>{name}</a>;
}

function ForkList({ run, page, forks, title }: { run: string; page: EpisodePage; forks: readonly ForkCard[]; title: string }) {
  const { episode } = page.episode;
  return (
    <>
      <h3 class="gap">{title}</h3>
      <ul class="entries">
        {forks.map((f) => (
          <li key={f.id}>
            {f.overrides.length === 0 ? "nothing changed" : f.overrides.join("; ")}
            <div class="small">
              <a href={episodeLink(run, episode, { fork: f.id, round: f.round })}>{f.id}</a>{" "}
              <span class="muted">
                from round {f.round}
                {f.parent === null ? "" : ` of ${f.parent}`}
                {f.repeat === 1 ? "" : `, repeat ${f.repeat}`}
              </span>{" "}
              · Len {f.row.len}, return {figure(f.row.return)} ({signed(f.row.return - page.episode.return)}), ended by{" "}
              {endOf(f.row.end)} ·{" "}
              <a href={compareLink(run, run, { ea: episode, fa: page.fork?.id, eb: episode, fb: f.id })}>compare</a>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
