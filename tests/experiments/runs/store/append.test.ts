/** Lines appended to a run's files, after what a killed process left of the last one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { folderDriver } from "../../../../experiments/runs/store/folder-driver.ts";

const folder = mkdtempSync(join(tmpdir(), "billp-append-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("stand on lines of their own, after a whole line as after one that was cut off", async () => {
  const driver = folderDriver(folder);
  await driver.append("forks", '{"a":1}');
  await driver.append("forks", '{"b":2}');
  expect(readFileSync(driver.where("forks"), "utf8")).toBe('{"a":1}\n{"b":2}\n');
  writeFileSync(driver.where("forks"), '{"a":1}\n{"b"');
  await driver.append("forks", '{"c":3}');
  expect(readFileSync(driver.where("forks"), "utf8")).toBe('{"a":1}\n{"b"\n{"c":3}\n');
});
