/** Optional packages: their absence is told with the command that installs them, every other failure stays what it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { installCommand, isNotInstalled, loadOptional } from "../../core/optional-packages.ts";
import { ROOT } from "../apps/cli/spawn.ts";

const absent = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from here`), { code: "ERR_MODULE_NOT_FOUND" });
const POSTGRES = "@langchain/langgraph-checkpoint-postgres";

it("a missing package is a BillpError with the command", async () => {
  const error = absent(POSTGRES);
  await expect(loadOptional("postgres", "It", () => Promise.reject(error))).rejects.toMatchObject({
    ...{ code: "package-missing", message: `It needs a package that is not installed: ${POSTGRES}.` },
    ...{ hint: `npm install ${POSTGRES}`, cause: error },
  });
});

it("a package that is missing within it, or that does not load, is not mistaken for it", async () => {
  expect(isNotInstalled("postgres", absent("pg"))).toBe(false);
  expect(isNotInstalled("postgres", new Error(`Cannot find package '${POSTGRES}'`))).toBe(false);
  await expect(loadOptional("postgres", "It", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(loadOptional("postgres", "It", async () => 3)).resolves.toBe(3);
});

it("they are the optional peers of package.json", () => {
  const { peerDependencies, peerDependenciesMeta, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const named = [installCommand("drawing"), installCommand("postgres")].flatMap((line) => line.split(" ").slice(2)).sort();
  expect(Object.keys(peerDependencies).sort()).toEqual(named);
  for (const name of named) expect([peerDependenciesMeta[name], dependencies[name]]).toEqual([{ optional: true }, undefined]);
});
