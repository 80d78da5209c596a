/** Help, and what a person is told who types something wrong. All within this process, to be quick; as a process: run.int.test.ts. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "../../../apps/cli/main.ts";
import { type Ended, scratch } from "./spawn.ts";

const folder = scratch();

beforeEach(() => void vi.stubEnv("OPENAI_API_KEY", "").stubEnv("OPENAI_BASE_URL", ""));
afterEach(() => void vi.unstubAllEnvs().restoreAllMocks());

/** What a call prints, without a process of its own. `@` stands for the temporary folder. */
async function call(line: string): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const keep = (into: string[]) => (text: string | Uint8Array, done?: unknown) => {
    into.push(String(text));
    if (typeof done === "function") done();
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep(out) as never);
  vi.spyOn(process.stderr, "write").mockImplementation(keep(err) as never);
  const code = await main(["node", "billp", ...line.split(" ").map((word) => word.replace("@", folder))]);
  return { code, stdout: out.join(""), stderr: err.join("") };
}

describe("help", () => {
  it("names the commands and the exit codes on stdout", async () => {
    const { code, stdout, stderr } = await call("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of ["run", "world", "demo", "Exit codes"]) expect(stdout).toContain(word);
  });

  it("of a command has every flag's range and default", async () => {
    const { stdout } = await call("run --help");
    expect(stdout.replace(/\s+/g, " ")).toContain("[a whole number from 0 to 100000; default 100]");
  });

  it("prints the version", async () => {
    expect((await call("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** Arguments, exit code, and what the first line on stderr must say. */
const WRONG: readonly [string, number, RegExp][] = [
  ["run --tran 3", 2, /unknown option '--tran' \(Did you mean --train\?\)/],
  ["rum", 2, /unknown command 'rum' \(Did you mean run\?\)/],
  ["run films", 2, /too many arguments/],
  ["run --train 1.5", 2, /--train .*'1.5'.* a whole number from 0 to 100000/],
  ["run --train 100001", 2, /--train .*a whole number from 0 to 100000/],
  ["run --seed -1", 2, /--seed .*'-1'.* a whole number from 0 to 2147483647/],
  ["run --gamma 1", 2, /--gamma .*a number from 0 to 0.99/],
  ["run --workers 0", 2, /--workers .*a whole number from 1 to 256/],
  ["run --method bilp", 2, /--method .*one of act-only, react/],
  ["run --budget cheap", 2, /--budget .*a number, 0 or more/],
  ["run --actor-model gpt", 2, /--actor-model .*`provider:model`/],
  ["run --base-url nowhere", 2, /--base-url .*(URL|address)/],
  ["run --price openai:x", 2, /Not a price: openai:x/],
  ["run --test 301", 2, /301 episodes asked for.* 300 test users/],
  ["run --resume", 2, /--resume needs the folder/],
  ["run --resume --out @/nothing", 1, /nothing\/settings.json cannot be read/],
  ["run --out @/taken", 1, /taken holds files that are not a run's/],
  ["run --world nowhere", 1, /There is no world "nowhere"/],
  ["run --model openai:gpt-4o-mini --out @/keyless", 1, /OPENAI_API_KEY is not set/],
  ["run --model offline:deaf", 2, /--model .*'offline:deaf'.*`offline`, `offline:blind` or `provider:model`/],
  ["run --model openai:x --base-url http://localhost:9/v1 --price openai:x=1", 2, /openai:x may cost money.* --budget USD/],
  ["run --model openai:unheard-of --budget 1", 1, /openai:unheard-of needs a key/],
  ["run --embedding nobody:x --budget 1", 1, /No embeddings are known for the provider nobody/],
  ["run --model nobody:x --budget 1", 1, /Unknown provider nobody in nobody:x/],
  ["run --model groq:x --budget 1", 1, /needs the package @langchain\/groq/],
  ["run --model openai:unheard-of --base-url http://127.0.0.1:9/v1 --budget 1", 2, /no(ne)? .*openai:unheard-of/],
  ["compare", 2, /Nothing to compare: name a study, or methods with --methods/],
  ["compare overal", 2, /overal is neither a study file nor a shipped study/],
  ["compare overall --methods billp", 2, /The methods of a study are its arms/],
  ["compare --methods billp,bilp", 2, /arms\.1: .*act-only/],
  ["compare --methods billp --seed 3", 2, /unknown option '--seed' \(Did you mean --seeds\?\)/],
  ["compare --methods billp --seeds 3;4", 2, /--seeds .*Expected how many seeds/],
  ["compare --methods billp --seeds 2,2", 2, /seed 2 is named twice/],
  ["compare --methods billp --vary gamma", 2, /--vary gamma: expected NAME=VALUE,VALUE/],
  ["compare --methods billp --vary gama=0.5", 2, /arm "billp": .*gama/],
  ["compare --methods billp --vary seed=1,2", 2, /vary: seed is no setting that varies/],
  ["compare --methods billp --worlds films,nowhere", 1, /There is no world "nowhere"/],
  ["compare --methods billp,react --baseline bilp", 2, /the baseline "bilp" is no arm/],
  ["compare --methods react --curve 0,5", 2, /curve: "react" does not train/],
  ["compare --methods billp --parallel-runs 0", 2, /--parallel-runs .*a whole number from 1 to 64/],
  ["compare memories", 2, /takes memories from another world, and has one world only/],
  ["replay", 2, /missing required argument 'run'/],
  ["replay @/nothing", 1, /nothing\/settings.json cannot be read/],
  ["replay @/nothing --episode 0", 2, /--episode .*a whole number/],
  ["fork @/nothing --episode 1", 2, /Missing: --round/],
  ["fork @/nothing --episode 1 --round 1", 1, /nothing\/settings.json cannot be read/],
  ["fork @/nothing --episode 1 --round 1 --to end", 2, /--to .*one of episode, run/],
  ["prune @/nothing", 1, /nothing\/settings.json cannot be read/],
  ["world build --ratings r.csv", 2, /Missing: --items, --out/],
  ["world build --ratings r.csv --items i.csv --out @/w", 1, /i.csv/],
];

describe("wrong usage", () => {
  mkdirSync(join(folder, "taken"), { recursive: true });
  writeFileSync(join(folder, "taken", "thesis.txt"), "mine");

  it.each(WRONG)("billp %s", async (line, code, interpretation) => {
    const ended = await call(line);
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toMatch(interpretation);
    expect(ended.stderr).toMatch(/^billp: .*\n {2}\S/m); // one sentence, then what to do
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(ended.code).toBe(code);
  });
});
