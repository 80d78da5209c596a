/** Scripts of package.json: each runs in cmd.exe as in a shell of Unix, and starts something that is there. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { expect, it, test } from "vitest";
import { npmCommand } from "../../tools/scripts/npm.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
  bin: Record<string, string>;
  files: string[];
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Commands that our packages bring, by name. */
const brought = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).flatMap((name) => {
  const file = join(ROOT, "node_modules", name, "package.json");
  const { bin = {} } = JSON.parse(readFileSync(file, "utf8")) as { bin?: string | Record<string, string> };
  return typeof bin === "string" ? [name.replace(/^@[^/]+\//, "")] : Object.keys(bin);
});

/** What one of the two shells takes otherwise: variables, quotes, several commands, patterns, redirections, substitution. */
const SHELL_ONLY = /['`$%^*?;|<>\\(){}~]|(^|\s)[A-Za-z_]+=/;

/** What is wrong with a script; null when nothing is. */
function fault(script: string): string | null {
  for (const part of script.split("&&").map((p) => p.trim())) {
    const [command = "", first = ""] = part.split(/\s+/);
    if (SHELL_ONLY.test(part)) return `${part}: only one shell understands it`;
    if (command === "npm" && first === "run") continue;
    if (!brought.includes(command)) return `${command} is no command of a package`;
    if (command === "tsx" && !existsSync(join(ROOT, first))) return `${first} is missing`;
  }
  return null;
}

test.each(Object.entries(manifest.scripts))("npm run %s", (_, script) => {
  expect(fault(script)).toBeNull();
});

it("the check finds what cmd.exe does not understand", () => {
  for (const script of [
    "rm -rf dist && tsc",
    "A=1 tsc",
    "tsc; tsc",
    "vitest 'tests/**'",
    "tsx $FILE",
    "NODE_OPTIONS=--x vitest",
    "tsx no.ts",
  ])
    expect(fault(script), script).not.toBeNull();
});

it("scripts that start npm do so without npm.cmd where npm started them", () => {
  const before = process.env.npm_execpath;
  try {
    process.env.npm_execpath = join("somewhere", "npm-cli.js");
    expect(npmCommand("test")).toEqual({
      command: process.execPath,
      args: [join("somewhere", "npm-cli.js"), "test"],
      shell: false,
    });
    delete process.env.npm_execpath;
    expect(npmCommand("test", "--", "x").args).toEqual(["test", "--", "x"]);
  } finally {
    if (before === undefined) delete process.env.npm_execpath;
    else process.env.npm_execpath = before;
  }
});

it("nothing is compiled by an installation: no package with a native part but by its own binaries", () => {
  const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Record<string, { hasInstallScript?: true }>;
  };
  const scripted = Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : []));
  // Both bring binaries; their scripts look whether they load.
  expect(scripted.filter((path) => !path.endsWith("/fsevents")).sort()).toEqual([
    "node_modules/@photostructure/sqlite",
    "node_modules/esbuild",
  ]);
  const folder = dirname(createRequire(import.meta.url).resolve("@photostructure/sqlite/package.json"));
  for (const platform of ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"])
    expect(existsSync(join(folder, "prebuilds", platform)), platform).toBe(true);
});

it("the command is a file of the repository, and goes with the package", () => {
  const file = manifest.bin.billp as string;
  expect(readFileSync(join(ROOT, file), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(manifest.files).toContain(dirname(file).replace("./", ""));
});
