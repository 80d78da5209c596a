/** One episode: its score, one round at a time, the map, and why it ended. */

import { useEffect } from "preact/hooks";
import { clamp } from "../../../../core/math.ts";
import type { EpisodePage, RunPage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { isTyping } from "../base/help.tsx";
import { choose, episodeLink, go } from "../base/route.ts";
import { ForkForm } from "../fork/form.tsx";
import { Answer } from "../parts/basics.tsx";
import { CallTexts } from "./calls.tsx";
import { Chain } from "./chain.tsx";
import { EpisodeHead } from "./head.tsx";
import { CatalogueMap } from "./map.tsx";
import { Recalled } from "./recalled.tsx";
import { Score } from "./score.tsx";
import { StateThen } from "./state-then.tsx";
import { WhyEnded } from "./why.tsx";

type Query = Readonly<Record<string, string>>;

export function EpisodeView({ run, episode, query }: { run: string; episode: number; query: Query }) {
  const asked = useAnswer<EpisodePage>(api("episode", query.fork ? { run, episode, fork: query.fork } : { run, episode }));
  const whole = useAnswer<RunPage>(api("run", { run }));
  return (
    <Answer asked={asked}>
      {(page) => <Episode {...{ run, page, query, whole: whole.state === "ready" ? whole.data : null }} />}
    </Answer>
  );
}

interface Props {
  readonly run: string;
  readonly page: EpisodePage;
  readonly query: Query;
  readonly whole: RunPage | null;
}

function Episode({ run, page, query, whole }: Props) {
  const { rounds } = page.episode;
  const round = clamp(Number(query.round) || rounds.length, 1, Math.max(1, rounds.length));
  useRoundKeys(run, page, round);
  return (
    <>
      <EpisodeHead {...{ run, page }} />
      <div class="sides">
        <div>
          <WhyEnded {...{ run, page }} />
          <section>
            <h2>Score</h2>
            <Score {...{ page, round, onRound: (r: number) => choose({ round: r }) }} />
          </section>
          <section>
            <h2>Round {round}</h2>
            <Chain {...{ page, round }} />
            <Recalled {...{ run, page, round }} />
            <CallTexts {...{ run, page, round }} />
          </section>
          {whole === null || page.episode.rounds.length === 0 ? null : <ForkForm {...{ whole, page, round }} />}
        </div>
        <aside>
          <CatalogueMap {...{ run, page, round }} />
          <StateThen {...{ page, round }} />
        </aside>
      </div>
    </>
  );
}

/** ← → move by a round, [ ] by an episode. */
function useRoundKeys(run: string, { episode, others }: EpisodePage, round: number): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || (event.target as Element).closest("input, .grid") !== null) return;
      const to = { ArrowLeft: round - 1, ArrowRight: round + 1 }[event.key];
      const other = { "[": others.previous, "]": others.next }[event.key];
      if (other != null) go(episodeLink(run, other));
      else if (to !== undefined && to >= 1 && to <= episode.rounds.length) choose({ round: to });
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [run, episode.episode, others, round]);
}
