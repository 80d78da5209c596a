/** The offline model's rules were frozen before the first comparison; a change is a new version and a rerun of docs/results.md. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FROZEN = "e546a4dba14470251de0401458a216743906b94c6d0ca96d5266a01cece03685";
/** The rules without their imports: where a name comes from decides nothing. */
const files = ["knowledge.ts", "rules.ts", "chat.ts"].map((f) =>
  readFileSync(join(import.meta.dirname, "../../models/offline", f), "utf8").replace(/^import [^;]*;\n/gm, ""),
);

test("the rules are the frozen ones", () => {
  expect(createHash("sha256").update(files.join("")).digest("hex")).toBe(FROZEN);
});

test("the rules name no item of a catalogue, no world, no distance, no quit threshold, no reward", () => {
  expect(files[1]).not.toMatch(/\bfilms?\b|\bworld|distance|beta|β|reward|\bepsilon|window/i);
});
