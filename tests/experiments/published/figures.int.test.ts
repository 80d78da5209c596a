/** The published recordings, read where they lie: BILLP_TEST_DATA names the folder that holds billp/recorded. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { episodeLine, parseEpisodes } from "../../../experiments/evaluation/record.ts";
import { readRecorded } from "../../../experiments/published/read.ts";
import { recordedReport } from "../../../experiments/published/report.ts";

const data = process.env.BILLP_TEST_DATA;
const folder = data ? join(data, "billp", "recorded") : null;
const missing =
  folder === null ? "BILLP_TEST_DATA is not set" : existsSync(folder) ? null : "BILLP_TEST_DATA holds no billp/recorded";

if (missing !== null) console.info(`The published recordings are skipped: ${missing}.`);

describe.skipIf(missing !== null)(`the published recordings${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const at = folder ?? "";

  it("give the published figures to four digits", async () => {
    const { files } = await recordedReport(at);
    const figures = files.map((f) => [f.name, f.totals.episodes, f.totals.len, f.totals.rEach, f.totals.rTraj]);
    const digits = (rows: (string | number | null)[][]) =>
      rows.map((r) => r.map((v) => (typeof v === "number" ? v.toFixed(4) : v)));
    expect(digits(figures)).toEqual(
      digits([
        ["steam-test", 100, 15.96, 4.5238, 72.2],
        ["amazon-test", 100, 8.31, 4.4501, 36.98],
        ["steam-train", 100, 2.63, 3.2677, 8.5939],
      ]),
    );
  });

  it("are read to the last reply, critic text and sign", async () => {
    for (const f of (await recordedReport(at)).files) {
      expect(f.repliesDiffering, f.name).toEqual([]);
      expect([f.repliesRead, f.criticsRead, f.signsReproduced], f.name).toEqual([f.rounds, f.rounds, f.rounds]);
    }
  });

  it("hold one episode that ends at the step limit of 50, on Amazon", async () => {
    const ends = async (name: string) => (await readRecorded(join(at, `${name}.jsonl`))).map((r) => r.episode);
    const cut = (await ends("amazon-test")).filter((e) => e.end.kind === "limit");
    expect(cut.map((e) => e.len)).toEqual([50]);
    expect((await ends("steam-test")).every((e) => e.end.kind === "quit")).toBe(true);
  });

  it("are episodes like ours: written and read again they are the same", async () => {
    const episodes = (await readRecorded(join(at, "steam-train.jsonl"))).map((r) => r.episode);
    expect(parseEpisodes(episodes.map(episodeLine).join("\n"), "again")).toEqual(episodes);
  });

  it("show both rules and both scales: the paper's rule on −5..5 encourages 93 to 96 % of what was accepted", async () => {
    for (const f of (await recordedReport(at)).files) {
      expect(f.readings).toHaveLength(4);
      const paper = f.readings.find((r) => r.rule === "paper" && r.scale === "recorded");
      const share = paper?.encouraged.accepted ?? 0;
      expect(share > 0.925 && share < 0.965, f.name).toBe(true);
    }
  });
});
