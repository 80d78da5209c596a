/** Two runs, or two episodes, side by side, with what differs marked. */
import type { RunCard, RunPage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { compareLink, go, runLink } from "../base/route.ts";
import { Answer, Choice } from "../parts/basics.tsx";
import { EpisodePair } from "./episodes.tsx";
import { otherRun } from "./other-run.ts";
import { RunPair } from "./runs.tsx";

type Query = Readonly<Record<string, string>>;

/** Episodes of one run may be compared with each other; a run as a whole only with another. */
export function ComparePage({ query }: { query: Query }) {
  const asked = useAnswer<{ runs: RunCard[] }>(api("runs"));
  const episodes = query.ea !== undefined && query.eb !== undefined;
  return (
    <>
      <h1>{episodes ? "Two episodes" : "Two runs"} side by side</h1>
      <Answer asked={asked}>
        {({ runs }) => {
          const a = query.a ?? otherRun(runs, "")?.id;
          const b = query.b !== undefined && (episodes || query.b !== a) ? query.b : otherRun(runs, a ?? "")?.id;
          if (a === undefined || b === undefined) return <NoOther a={a} />;
          return <Both key={`${a}|${b}`} {...{ a, b, runs, episodes, query }} />;
        }}
      </Answer>
    </>
  );
}

function NoOther({ a }: { a: string | undefined }) {
  return (
    <p class="empty">
      {a === undefined ? (
        "There is no run here yet."
      ) : (
        <>
          There is no other run here to compare with <a href={runLink(a)}>{a}</a>.
        </>
      )}
    </p>
  );
}

function Both({ a, b, runs, episodes, query }: { a: string; b: string; runs: RunCard[]; episodes: boolean; query: Query }) {
  const [left, right] = [useAnswer<RunPage>(api("run", { run: a })), useAnswer<RunPage>(api("run", { run: b }))];
  return (
    <>
      <Sides {...{ a, b, runs }} />
      <Answer asked={left}>
        {(one) => (
          <Answer asked={right}>
            {(two) => (episodes ? <EpisodePair {...{ one, two, query }} /> : <RunPair {...{ one, two, query }} />)}
          </Answer>
        )}
      </Answer>
    </>
  );
}

/** Which two runs. Choosing the other side's run turns the two round. */
function Sides({ a, b, runs }: { a: string; b: string; runs: readonly RunCard[] }) {
  const ids = runs.filter((r) => r.status !== "damaged").map((r) => r.id);
  const chooseA = (id: string) => go(compareLink(id, id === b ? a : b));
  const chooseB = (id: string) => go(compareLink(id === a ? b : a, id));
  return (
    <div class="filters">
      <span class="side">
        <span class="tag a">A</span>
        <Choice label="run A" value={a} options={ids} onChoose={chooseA} />
      </span>
      <span class="side">
        <span class="tag b">B</span>
        <Choice label="run B" value={b} options={ids} onChoose={chooseB} />
      </span>
    </div>
  );
}
