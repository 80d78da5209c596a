/**
 * A method and a policy from outside: defined by what the package gives to everybody, and compared with ours. Work, calls, caution, colour,
 * names in report, help and page follow from the definitions; no file of ours knows their names.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../../apps/cli/main.ts";
import { serveView } from "../../apps/view/server/serve.ts";
import type { RunCard, RunPage } from "../../apps/view/server/shapes.ts";
import { workOf } from "../../experiments/studies/execute/execute.ts";
import {
  type ComparedStudy,
  compareStudy,
  estimateRun,
  parseStudy,
  type StudySchedule,
  scheduleStudy,
} from "../../exports/experiments.ts";
import { methodContract, policyContract } from "../../exports/testing.ts";
import { defineMethod, definePolicy, loadWorld } from "../../index.ts";

const METHOD = defineMethod({
  name: "planner-lessons",
  summary: "plans each round with lessons of the past",
  roles: ["planner", "reflector"],
  memories: ["reflections"],
  caution: "It was made up for a test.",
});
const POLICY = definePolicy({
  name: "second-best",
  summary: "proposes the second best item left, by true reward",
  knows: "rewards",
  caution: "It could do better and does not want to.",
  start({ world, simulator, user }) {
    const best = [...world.items].sort((a, b) => world.reward(user, b.id) - world.reward(user, a.id) || a.id - b.id);
    return (state) => best.filter(({ id }) => simulator.allowed(state, id))[1]?.id ?? null;
  },
});

const folder = mkdtempSync(join(tmpdir(), "billp-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [runs, out] = [join(folder, "runs"), join(folder, "report")];
const SETTINGS = { train: 3, test: 3, lag: 1, limit: 4 };

let plan: StudySchedule;
let compared: ComparedStudy;
let report: string;
beforeAll(async () => {
  const study = parseStudy({
    title: "From outside",
    question: "Do they belong?",
    seeds: [1],
    settings: SETTINGS,
    arms: ["react", "planner-lessons", "reflexion", "second-best", "oracle"],
    curve: { arms: ["planner-lessons", "reflexion"], points: [0] },
  });
  plan = await scheduleStudy(study, loadWorld);
  const options = { runs, out, command: "billp compare outside", workers: 2, parallelRuns: 2, keepCheckpoints: false };
  compared = await compareStudy(plan, options);
  report = readFileSync(join(out, "report.html"), "utf8");
}, 300_000);

describe("a method and a policy from outside", () => {
  it("keep the contracts", async () => {
    const load = () => loadWorld("films");
    for (const { run } of [
      ...methodContract(METHOD.name, load),
      ...policyContract(POLICY, async () => ({ world: await load() })),
    ])
      await run();
  });

  it("are played by a study, in its own process, which alone knows them", () => {
    expect(compared.result).toMatchObject({ complete: true, missing: [] });
    const arms = Object.fromEntries(compared.result.groups[0]?.arms.map((a) => [a.name, a]) ?? []);
    expect(arms["planner-lessons"]).toMatchObject({ memory: "frozen", episodes: 3, model: "offline" });
    expect(arms["second-best"]).toMatchObject({ memory: "none", episodes: 3, model: "none", cost: { calls: 0 } });
    expect(Object.keys(arms["planner-lessons"]?.cost.byRole ?? {})).toEqual(["actor", "planner", "reflector"]);
    expect(arms["planner-lessons"]?.values).toEqual(arms.reflexion?.values); // the same parts are the same method
  });

  it("have their work: as many calls a round as roles, and a policy next to none", () => {
    const work = Object.fromEntries(
      plan.armsInWorlds.filter((a) => a.arm.point === null).map(({ arm, runSpecs }) => [arm.name, runSpecs.map(workOf)[0]]),
    );
    expect(work).toEqual({ react: 2 * 3, "planner-lessons": 3 * 6, reflexion: 3 * 6, "second-best": 0.01 * 3, oracle: 0.01 * 3 });
  });

  it("are estimated by the calls of their roles", async () => {
    const all = { train: 3, test: 3, method: "planner-lessons", lag: 1, limit: 4 };
    const estimate = await estimateRun(all, { episodes: 6 });
    const { planner, actor, reflector, critic } = estimate.byRole;
    expect(critic).toBeUndefined();
    expect(reflector?.calls).toBe(3);
    expect(planner?.calls).toBe(actor?.calls);
    expect((await estimateRun({ ...all, method: "second-best" })).total.calls).toBe(0);
  });

  it("bring their cautions into result and report", () => {
    const cautions = compared.result.groups[0]?.cautions ?? [];
    expect(cautions).toContain("planner-lessons: It was made up for a test.");
    expect(cautions).toContain("second-best: It could do better and does not want to.");
    expect(cautions.join(" ")).toContain("second-best and oracle read the true rewards, which no method can: no competitors.");
    for (const said of ["It was made up for a test.", "It could do better and does not want to."]) expect(report).toContain(said);
  });

  it("stand in the report by their names, each curve in a colour of its own", () => {
    for (const { name } of [METHOD, POLICY]) expect(report).toContain(name);
    const chart = parseHTML(report).document.querySelector('svg[aria-label^="Learning curves: R_traj"]');
    const labels = [...(chart?.querySelectorAll('g[text-anchor="start"]') ?? [])];
    const colourOf = (name: string) => labels.find((g) => g.textContent?.replace(/\s/g, "") === name)?.getAttribute("fill");
    const colours = [METHOD.name, "reflexion"].map(colourOf);
    expect(colours).toEqual(["var(--blue)", "var(--red)"]);
  });

  it("are choices of --method, with their sentences, in the help", () => {
    const run = program(() => {}).commands.find((command) => command.name() === "run");
    const help: string[] = [];
    run?.configureOutput({ writeOut: (text) => void help.push(text) }).outputHelp();
    const text = help.join("").replace(/\s+/g, " ");
    expect(run?.helpInformation().replace(/\s+/g, " ")).toMatch(
      /--method <name> .*planner-lessons, random, .*oracle, second-best/,
    );
    for (const { name, summary } of [METHOD, POLICY]) expect(text).toContain(`${name} ${summary}`);
  });

  it("are shown by the page: in the list of runs, and each with what it is", async () => {
    const server = await serveView({ root: runs, port: 0 });
    try {
      const get = async <T>(path: string) => (await (await fetch(`${server.url}api/${path}`)).json()) as T;
      const cards = (await get<{ runs: RunCard[] }>("runs")).runs;
      const card = (method: string, train: number) =>
        cards.find((c) => c.method === method && c.planned === train + 3) as RunCard;
      expect(card("planner-lessons", 3)).toMatchObject({ status: "finished", episodes: 6 });
      expect(card("second-best", 0)).toMatchObject({ status: "finished", episodes: 3 });
      const about = async (c: RunCard) => (await get<RunPage>(`run?run=${encodeURIComponent(c.id)}`)).about;
      expect(await about(card("planner-lessons", 3))).toEqual({ summary: METHOD.summary, noMemory: null });
      expect(await about(card("second-best", 0))).toEqual({ summary: POLICY.summary, noMemory: expect.any(String) });
    } finally {
      await server.close();
    }
  });
});
