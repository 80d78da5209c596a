/**
 * Time of `billp compare overall`, and where it goes: `npm run bench -- compare` plays one seed and 60 test users;
 * with BILLP_BENCH_FULL=1 the whole study on films, 5 seeds and 300 users. Playing, analysing and writing are timed apart.
 */
import { availableParallelism } from "node:os";
import { analyseStudy } from "../../experiments/studies/analysis/analyse.ts";
import { executeStudy } from "../../experiments/studies/execute/execute.ts";
import { finishedRun } from "../../experiments/studies/execute/play-run.ts";
import { openCharts } from "../../experiments/studies/report/charts/open-charts.ts";
import { reportFiles } from "../../experiments/studies/report/write.ts";
import { type StudySchedule, scheduleStudy } from "../../experiments/studies/spec/run-specs.ts";
import { loadStudy } from "../../experiments/studies/spec/spec.ts";
import { loadWorld } from "../../worlds/format/load.ts";
import { alone, figure, type Row } from "./rows.ts";
import { inFolder } from "./stage.ts";

const FULL = process.env.BILLP_BENCH_FULL === "1";

export async function bench(): Promise<Row[]> {
  return inFolder(async (folder) => {
    const study = loadStudy("overall");
    const small = { ...study, seeds: [1], settings: { ...study.settings, train: 20, test: 60 } };
    const plan = await scheduleStudy(FULL ? study : small, loadWorld);
    const parallelRuns = availableParallelism();
    const playing = await timed(() => executeStudy(plan, { runs: folder, workers: 4, keepCheckpoints: false, parallelRuns }));
    if (playing.result.failed.size > 0) throw new Error([...playing.result.failed.values()].join("; "));
    const analysing = await timed(() => analyseStudy(plan, { runs: folder, command: "billp compare overall" }));
    const writing = await timed(async () => reportFiles(analysing.result, await openCharts()));
    const { seeds, settings } = plan.study;
    const total = playing.seconds + analysing.seconds + writing.seconds;
    return [
      figure(
        `overall on films, ${seeds.length} seed${seeds.length > 1 ? "s" : ""} × ${settings.test} users, ${parallelRuns} processes`,
        total / 60,
        "minutes",
      ),
      figure("… runs", plan.runSpecs.length, "runs"),
      figure("… playing", playing.seconds, "s"),
      figure("… analysing", analysing.seconds, "s"),
      figure("… the report's files", writing.seconds, "s"),
      ...(await byMethod(plan, folder)),
    ];
  });
}

/** Time of the runs of each method in their processes, and by episode. */
async function byMethod({ armsInWorlds }: StudySchedule, folder: string): Promise<Row[]> {
  const rows = armsInWorlds.map(async ({ arm, runSpecs }) => {
    const summaries = await Promise.all(runSpecs.map((j) => finishedRun(folder, j.id)));
    const ms = summaries.reduce((sum, s) => sum + (s?.wallMs ?? 0), 0);
    const played = summaries.reduce((sum, s) => sum + (s === null ? 0 : s.train.episodes + s.test.episodes), 0);
    return [figure(`${arm.name}: its runs`, ms / 1000, "s"), figure("… an episode", ms / played, "ms")];
  });
  return (await Promise.all(rows)).flat();
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - begun) / 1000 };
}

await alone(import.meta.url, bench);
