/** bin/billp.js: the sources in a clone, whatever was built there; what is built where there are no sources; and a way out where neither is. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "./spawn.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-bin-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

const run = (command: string, args: string[], cwd: string) => {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  return { status, stdout: stdout.trim(), stderr };
};

/** A folder with the command alone, and files besides. */
function place(name: string, files: Readonly<Record<string, string>>): string {
  const at = join(folder, name);
  cpSync(join(ROOT, "bin"), join(at, "bin"), { recursive: true });
  writeFileSync(
    join(at, "package.json"),
    JSON.stringify({ name: "billp", version: "1.2.3", type: "module", bin: "bin/billp.js" }),
  );
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(at, file, ".."), { recursive: true });
    writeFileSync(join(at, file), text);
  }
  return at;
}
const SAYS = {
  "apps/cli/billp.ts": 'const said: string = "source";\nconsole.log(said);',
  "dist/apps/cli/billp.js": 'console.log("built");',
};

describe("the command", () => {
  it("runs in this clone", () => {
    expect(run(process.execPath, ["bin/billp.js", "--version"], ROOT)).toMatchObject({ status: 0, stdout: version });
  });

  it("runs by npx in a clone", () => {
    const clone = place("clone", SAYS);
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"), "junction");
    expect(run("npx", ["--yes", "--offline", "billp"], clone)).toMatchObject({ status: 0, stdout: "source" });
  });

  it("takes what is built where there is no source, or nothing that runs it", () => {
    const { "dist/apps/cli/billp.js": built } = SAYS;
    for (const at of [place("package", { "dist/apps/cli/billp.js": built }), place("without-tsx", SAYS)])
      expect(run(process.execPath, ["bin/billp.js"], at)).toMatchObject({ status: 0, stdout: "built" });
  });

  it("says what to do where neither can be run", () => {
    const at = place("bare", { "apps/cli/billp.ts": SAYS["apps/cli/billp.ts"] });
    const { status, stderr } = run(process.execPath, ["bin/billp.js"], at);
    expect(status).toBe(1);
    expect(stderr).toMatch(/npm ci.*npm run build/);
  });
});
