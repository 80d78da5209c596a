/** Two runs, or two episodes, side by side, with what differs marked. */
import type { RunCard, RunPage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { compareLink, go } from "../base/route.ts";
import { Answer, Choice } from "../parts/basics.tsx";
import { EpisodePair } from "./episodes.tsx";
import { RunPair } from "./runs.tsx";

type Query = Readonly<Record<string, string>>;

export function ComparePage({ query }: { query: Query }) {
  const { a = "", b = "", ea, eb } = query;
  const [left, right] = [useAnswer<RunPage>(api("run", { run: a })), useAnswer<RunPage>(api("run", { run: b }))];
  return (
    <>
      <h1>{ea === undefined || eb === undefined ? "Two runs" : "Two episodes"} side by side</h1>
      <Sides {...{ a, b }} />
      <Answer asked={left}>
        {(one) => (
          <Answer asked={right}>
            {(two) =>
              ea === undefined || eb === undefined ? (
                <RunPair {...{ one, two, query }} />
              ) : (
                <EpisodePair {...{ one, two, query }} />
              )
            }
          </Answer>
        )}
      </Answer>
    </>
  );
}

/** Which two runs. */
function Sides({ a, b }: { a: string; b: string }) {
  const asked = useAnswer<{ runs: RunCard[] }>(api("runs"));
  const ids = asked.state === "ready" ? asked.data.runs.filter((r) => r.status !== "damaged").map((r) => r.id) : [a, b];
  return (
    <div class="filters">
      <span class="side">
        <span class="tag a">A</span>
        <Choice label="run A" value={a} options={ids} onChoose={(id) => go(compareLink(id, b))} />
      </span>
      <span class="side">
        <span class="tag b">B</span>
        <Choice label="run B" value={b} options={ids} onChoose={(id) => go(compareLink(a, id))} />
      </span>
    </div>
  );
}
