/** Development aid for the offline model's rules: a few methods on one development seed, in memory. Never used for a reported number. */

import { runExperiment } from "../../experiments/runs/run.ts";

const [methods = "react,billp", seed = "900", train = "100", test = "100"] = process.argv.slice(2);
for (const method of methods.split(",")) {
  const begun = performance.now();
  const settings = { method, seed: Number(seed), train: Number(train), test: Number(test) };
  const { summary, episodes } = await runExperiment({ settings, out: null, workers: 8 });
  const { len, rEach, rTraj, quits, coverage, replacedRate, criticCorrelation, encouraged } = summary.test;
  const first = episodes.filter((e) => e.split === "train").slice(0, 30);
  const trainLen = first.reduce((a, e) => a + e.len, 0) / Math.max(1, first.length);
  process.stdout.write(
    `${method.padEnd(15)} ${JSON.stringify({ len, rEach, rTraj, trainLen, quits, coverage, replacedRate, criticCorrelation, encouraged })} ${Math.round(performance.now() - begun)} ms\n`,
  );
}
