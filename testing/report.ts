/** Contract suite of reports: the files made from a study's result, and nothing but the result. */
import assert from "node:assert/strict";
import type { StudyResult } from "../experiments/studies/analysis/result.ts";
import type { Check } from "./check.ts";

/** What makes a report: texts by file name. */
export type ReportOf = (result: StudyResult) => Record<string, string>;

/** The checks. `sample` gives a result with at least one group and two arms. */
export function reportContract(make: ReportOf, sample: () => StudyResult): Check[] {
  return [
    {
      name: "the same result gives the same bytes, also when it was read back from its file",
      async run() {
        assert.deepEqual(make(sample()), make(sample()));
        assert.deepEqual(make(JSON.parse(JSON.stringify(sample())) as StudyResult), make(sample()));
      },
    },
    {
      name: "the result is not changed",
      async run() {
        const result = sample();
        make(result);
        assert.deepEqual(result, sample());
      },
    },
    {
      name: "file names are plain, and study.json is the result",
      async run() {
        const files = make(sample());
        for (const name of Object.keys(files)) assert.match(name, /^[a-z0-9.-]+$/);
        assert.deepEqual(JSON.parse(files["study.json"] ?? "null"), JSON.parse(JSON.stringify(sample())));
      },
    },
    {
      name: "a person's files name every arm whose name is plain words",
      async run() {
        const result = sample();
        const read = Object.entries(make(result)).filter(([name]) => /\.(md|html)$/.test(name));
        assert.ok(read.length > 0);
        const names = result.groups
          .flatMap(({ arms }) => arms.map((arm) => arm.name))
          .filter((name) => /^[a-z0-9]+$/i.test(name));
        for (const [file, text] of read) for (const name of names) assert.ok(text.includes(name), `${file}: ${name}`);
      },
    },
  ];
}
