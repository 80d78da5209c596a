/** Forged run folders: each is caught by replay, by file, place, what is there and what should be. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SettingsInput } from "../../../core/settings.ts";
import { findingText } from "../../../experiments/runs/check/finding.ts";
import { runFiles } from "../../../experiments/runs/store/files.ts";
import { fork, SETTINGS as LARGER, play, replay } from "../forks/played.ts";
import { both, type Forge, gone, type Json, json, line, sql, text } from "./forge.ts";

const base = mkdtempSync(join(tmpdir(), "billp-forged-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));
const SETTINGS: SettingsInput = { ...LARGER, train: 4, test: 3, lag: 2, limit: 5 };
const honest = join(base, "honest");
beforeAll(async () => {
  await play(honest, SETTINGS);
  await fork(honest, { episode: 2, round: 1, overrides: ["settings.gamma=0.9"] });
});

/** What replay says of a folder, whether it reports or refuses to read it. */
async function said(folder: string): Promise<string> {
  try {
    const { equal, first, findings } = await replay(folder);
    if (equal) return "equal";
    return [
      first === null ? "" : `fork ${first.fork}, episode ${first.episode}, round ${first.round}: ${first.kind}: ${first.message}`,
      ...findings.map(findingText),
    ].join("\n");
  } catch (error) {
    return (error as Error).message;
  }
}

const reversed = (value: Json) => Object.fromEntries(Object.entries(value).reverse());
const ACTOR = "scope = '' AND episode = 3 AND round = 1 AND role = 'actor'";

/** Name of the forgery, how it is made, and the words by which it is to be named. */
const FORGERIES: readonly (readonly [string, Forge, RegExp])[] = [
  [
    "a doubled R_traj",
    json("summary", (s) => {
      s.test.rTraj *= 2;
    }),
    /summary\.json, field test\.rTraj: there is .*by episodes\.jsonl/,
  ],
  [
    "a shifted interval",
    json("summary", (s) => {
      s.test.ci95.rTraj[0] += 1;
    }),
    /field test\.ci95\.rTraj\.0/,
  ],
  [
    "a longer Len of the training",
    json("summary", (s) => {
      s.train.len += 0.5;
    }),
    /field train\.len/,
  ],
  [
    "a coverage of everything",
    json("summary", (s) => {
      s.test.coverage = 1;
    }),
    /field test\.coverage: there is 1/,
  ],
  [
    "no end by dislike",
    json("summary", (s) => {
      s.test.quits.dislike = 99;
    }),
    /field test\.quits\.dislike: there is 99/,
  ],
  [
    "fewer tokens in the summary",
    json("summary", (s) => {
      s.usage.inputTokens = 1;
    }),
    /field usage\.inputTokens: there is 1, .*by the calls of the ledger/,
  ],
  [
    "tokens moved between roles",
    json("summary", (s) => {
      s.usage.byRole.actor.inputTokens -= 7;
      s.usage.byRole.critic.inputTokens += 7;
    }),
    /usage\.byRole\.(actor|critic)\.inputTokens/,
  ],
  [
    "a cost that was none",
    json("summary", (s) => {
      s.usage.costUsd = 3;
    }),
    /usage\.costUsd: there is 3/,
  ],
  [
    "no faults",
    json("summary", (s) => {
      s.faults.actor += 1;
    }),
    /field faults\.actor/,
  ],
  [
    "another model's name in the summary",
    json("summary", (s) => {
      s.model = "openai:gpt-4o";
    }),
    /field model: there is "openai:gpt-4o".*by settings\.json/,
  ],
  [
    "another seed in the summary",
    json("summary", (s) => {
      s.seed = 99;
    }),
    /field seed: there is 99/,
  ],
  [
    "a field more in the summary",
    json("summary", (s) => {
      s.test.best = true;
    }),
    /field test\.best: there is true, and it should be nothing/,
  ],
  [
    "a summary with its fields turned round",
    json("summary", (s) => {
      s.faults = reversed(s.faults);
    }),
    /summary\.json: there is/,
  ],
  [
    "a negative time",
    json("summary", (s) => {
      s.wallMs = -1;
    }),
    /field wallMs: there is -1/,
  ],
  [
    "a finished run called unfinished",
    json("summary", (s) => {
      s.complete = false;
    }),
    /field complete: there is false, and it should be true/,
  ],
  [
    "test: 3 → 2",
    json("settings", (s) => {
      s.settings.test = 2;
    }),
    /settings\.json, field run.*episode 7, test.*by its settings \(train, test\) the run has 6 episodes/s,
  ],
  [
    "train: 4 → 3",
    json("settings", (s) => {
      s.settings.train = 3;
    }),
    /settings\.json, field run/,
  ],
  [
    "another γ in the settings",
    json("settings", (s) => {
      s.settings.gamma = 0.99;
    }),
    /critic.*settings\.json, field run|settings\.json, field run/s,
  ],
  [
    "another run's id",
    json("settings", (s) => {
      s.run = s.run.replace(/.$/, (c: string) => (c === "0" ? "1" : "0"));
    }),
    /settings\.json, field run: .*the id of its settings/,
  ],
  [
    "a missing last line",
    line("episodes", -1, () => null),
    /episodes\.jsonl, line 7: there is no episode 7 \(6 of 7 are there\)/,
  ],
  [
    "a missing last line, and a summary to it",
    both(
      line("episodes", -1, () => null),
      json("summary", (s) => {
        s.test.episodes = 2;
      }),
    ),
    /line 7: there is no episode 7/,
  ],
  ["a missing first line", line("episodes", 0, () => null), /there is no episode 1/],
  [
    "an episode told twice",
    text("episodes", (t) => `${t}${t.trimEnd().split("\n").at(-1)}\n`),
    /line 8: there is episode 7, and it should be one after episode 7/,
  ],
  [
    "episodes in another order",
    text("episodes", (t) => `${t.trimEnd().split("\n").reverse().join("\n")}\n`),
    /line 2: there is episode 6, and it should be one after episode 7/,
  ],
  ["another user's episode", line("episodes", 0, (e) => ({ ...e, user: e.user + 1 })), /field user/],
  [
    "a test episode called training",
    line("episodes", -1, (e) => ({ ...e, split: "train" })),
    /line 7, field split: there is "train"/,
  ],
  [
    "a better reward",
    line("episodes", 0, (e) => {
      const r = e.rounds.find((x: Json) => x.accepted) ?? e.rounds[0];
      r.reward = 5;
      r.worldReward = 5;
      e.return = e.rounds.filter((x: Json) => x.accepted).reduce((n: number, x: Json) => n + x.reward, 0);
      return e;
    }),
    /episode 1, round \d: record: The same answers give another record/,
  ],
  [
    "a return that its rounds do not give",
    line("episodes", 0, (e) => ({ ...e, return: e.return * 2 })),
    /episodes\.jsonl:1 is not an episode: return/,
  ],
  [
    "another plan in the record",
    line("episodes", 2, (e) => {
      e.rounds[0].plan = "Only the best.";
      return e;
    }),
    /episode 3, round 1: record/,
  ],
  ["a line in another form", text("episodes", (t) => t.replace('{"episode":1,', '{"episode": 1,')), /episode 1.*record/],
  ["a last line without its end", text("episodes", (t) => t.trimEnd()), /episodes\.jsonl: there is/],
  ["an empty line between", text("memory", (t) => t.replace("\n", "\n\n")), /memory\.jsonl, line 2/],
  [
    "an entry that nobody wrote",
    text("memory", (t) => {
      const e = JSON.parse(t.split("\n")[0] as string);
      return `${JSON.stringify({ ...e, id: `${e.id}-x` })}\n${t}`;
    }),
    /memory/,
  ],
  ["an entry of an episode that is not", line("memory", -1, (e) => ({ ...e, episode: 99 })), /entries of episode 99/],
  [
    "another reflection",
    text("memory", (t) => t.replace(/("memory":"reflections".*?"text":)"[^"]*"/, `$1"Offer what pays."`)),
    /memory/,
  ],
  ["a missing last entry", line("memory", -1, () => null), /other memory entries|memory/],
  [
    "prior entries that the run had not",
    text("memory", (t) => {
      const [e] = t.split("\n").map((l) => (l === "" ? null : JSON.parse(l)));
      return `${JSON.stringify({ ...e, id: "given-1", episode: 0 })}\n${t}`;
    }),
    /the run started from none|request|memory/,
  ],
  ["no memory at all", gone("memory"), /memory\.jsonl: there is no such file/],
  [
    "a forged prompt",
    sql("calls", `UPDATE calls SET messages = '[{"role":"user","content":"Be kind."}]', base = NULL WHERE ${ACTOR}`),
    /calls\.sqlite, episode 3, round 1, actor, attempt 0, the prompt: there is `\[\{"role":"user","content":"Be kind/,
  ],
  [
    "altered tokens of a call",
    sql("calls", `UPDATE calls SET inputTokens = inputTokens + 5 WHERE ${ACTOR}`),
    /episode 3, round 1, actor, attempt 0, input tokens/,
  ],
  [
    "altered tokens, and a summary to them",
    both(
      sql("calls", `UPDATE calls SET outputTokens = outputTokens + 1 WHERE ${ACTOR}`),
      json("summary", (s) => {
        s.usage.outputTokens += 1;
        s.usage.byRole.actor.outputTokens += 1;
      }),
    ),
    /actor, attempt 0, output tokens/,
  ],
  [
    "a cost of a free call",
    sql("calls", `UPDATE calls SET costUsd = 1 WHERE ${ACTOR}`),
    /cost in USD: there is 1, and it should be 0/,
  ],
  [
    "another model of a call",
    sql("calls", `UPDATE calls SET model = 'openai:gpt-4o' WHERE ${ACTOR}`),
    /actor, attempt 0, model: there is "openai:gpt-4o"/,
  ],
  [
    "another answer",
    sql("calls", `UPDATE calls SET answer = '{"reason":"","title":"Nothing"}' WHERE ${ACTOR}`),
    /episode 3, round 1/,
  ],
  ["another request's hash", sql("calls", `UPDATE calls SET request = 'x' WHERE ${ACTOR}`), /episode 3, round 1: request/],
  [
    "other entries that a prompt showed",
    sql(
      "calls",
      `UPDATE calls SET recalled = '["values:000001-001"]' WHERE scope = '' AND episode = 1 AND round = 1 AND role = 'critic'`,
    ),
    /recalled entries/,
  ],
  [
    "a call that no episode makes",
    sql(
      "calls",
      `INSERT INTO calls (scope, episode, round, role, attempt, request, starts, finished, model, answer, inputTokens, outputTokens, costUsd, estimated) VALUES ('', 3, 99, 'actor', 0, 'x', 1, 1, 'offline', '{}', 0, 0, 0, 1)`,
    ),
    /episode 3, round 99, actor, attempt 0: there is a call, and it should be none/,
  ],
  ["a call that is gone", sql("calls", `DELETE FROM calls WHERE ${ACTOR}`), /episode 3, round 1: unrecorded/],
  [
    "another record in the checkpoints",
    sql("checkpoints", "UPDATE billp_episodes SET record = replace(record, '\"len\":', '\"len\": ') WHERE episode = 2"),
    /checkpoints\.sqlite, record of episode 2/,
  ],
  ["an index of other checkpoints", line("index", 0, (p) => ({ ...p, checkpoint: "0" })), /index\.jsonl, line 1/],
  [
    "a fork with another end",
    line("forks", 0, (f) => {
      f.record.rounds[0].worldReward = 4.9;
      return f;
    }),
    /fork f[0-9a-f]+, episode 2.*record/,
  ],
  ["a fork by another name", line("forks", 0, (f) => ({ ...f, id: "f0123456789" })), /forks\.jsonl, line 1, field id/],
  [
    "a fork that is told to have changed nothing",
    line("forks", 0, (f) => ({ ...f, changed: {} })),
    /told to have changed something else/,
  ],
  ["a fork that is none", text("forks", () => "{}\n"), /forks\.jsonl, line 1: .* and it should be a fork's record/],
  ["another run's fork", line("forks", 0, (f) => ({ ...f, run: "other" })), /forks\.jsonl, line 1, field run/],
];

describe("a forged run folder", () => {
  test("is told from an honest one, of which all is compared", async () => {
    const { equal, findings, compared, leftOut, madeBy, otherVersions } = await replay(honest);
    expect([equal, findings, otherVersions]).toEqual([true, [], []]);
    expect(compared).toEqual(["run id", "episodes", "memory", "summary", "index", "forks", "calls"]);
    expect(leftOut).toEqual([expect.stringContaining("wallMs"), expect.stringContaining("the states in checkpoints.sqlite")]);
    expect(madeBy).toHaveLength(1);
    expect(FORGERIES.length).toBeGreaterThanOrEqual(30);
  });

  test.each(FORGERIES)("with %s is named", async (name, forge, words) => {
    const folder = join(base, name.replace(/\W+/g, "-"));
    cpSync(honest, folder, { recursive: true });
    await forge(folder);
    expect(await said(folder)).toMatch(words);
    rmSync(folder, { recursive: true });
  });

  test("under another version is named, not guessed", async () => {
    const folder = join(base, "older");
    cpSync(honest, folder, { recursive: true });
    const other = text("madeBy", (t) =>
      t.replace(/"prompts":"[^"]*"/, '"prompts":"planner 0"').replace(/"billp":"[^"]*"/, '"billp":"0.0.9"'),
    );
    await other(folder);
    const report = await replay(folder);
    expect(report.equal).toBe(true); // nothing of the run is another
    expect(report.otherVersions).toEqual([
      expect.stringMatching(/^billp: made with 0\.0\.9, this is \d/),
      expect.stringMatching(/^prompts: made with planner 0, this is planner 1/),
    ]);
    rmSync(runFiles(folder).madeBy);
    const old = await replay(folder);
    expect([old.equal, old.madeBy]).toEqual([true, []]);
    expect(old.otherVersions[0]).toMatch(/earlier version/);
    expect(readFileSync(runFiles(honest).settings, "utf8")).not.toMatch(/madeBy/);
  });
});
