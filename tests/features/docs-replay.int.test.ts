/** The commands of docs/replay.md, run one after another as they stand there. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { billp, ROOT, scratch } from "../apps/cli/spawn.ts";

const folder = scratch();

/** The words of a command, quotes as a shell reads them. */
function wordsOf(line: string): string[] {
  const words = line.replace(/\s+#.*$/, "").match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ""));
}

it("docs/replay.md: every command does what the page says", async () => {
  const page = readFileSync(join(ROOT, "docs/replay.md"), "utf8");
  const lines = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap((m) => (m[1] as string).trim().split("\n"));
  expect(lines.length).toBeGreaterThanOrEqual(9);
  for (const line of lines) {
    const [program, ...args] = wordsOf(line);
    expect(program).toBe("billp");
    const ended = await billp(folder, ...args);
    const differs = args.includes("--gamma") || args.includes("--live");
    expect(ended.code, `${line}\n${ended.stderr}`).toBe(differs ? 1 : 0);
    if (args[0] === "replay")
      expect(ended.stdout, line).toMatch(differs ? /^result +DIFFERENT in/m : /^result +equal, byte for byte/m);
    if (args.includes("--live")) expect(ended.stdout).toMatch(/^mean move an episode: return /m);
    if (args[0] === "fork") expect(ended.stdout).toMatch(/^original .*\nf\w{10}/m);
  }
});
