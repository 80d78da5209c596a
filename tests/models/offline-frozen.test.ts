/** The offline model's rules were frozen before the first comparison; a change is a new version and a rerun of docs/results.md. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const FROZEN = "e73d87123644590af2754ead4a778640b9c89119901c7678fb09a677d4adc5c6";
const files = ["knowledge.ts", "rules.ts", "chat.ts"].map((f) =>
  readFileSync(join(import.meta.dirname, "../../models/offline", f), "utf8"),
);

test("the rules are the frozen ones", () => {
  expect(createHash("sha256").update(files.join("")).digest("hex")).toBe(FROZEN);
});

test("the rules name no item of a catalogue, no world, no distance, no quit threshold, no reward", () => {
  expect(files[1]).not.toMatch(/\bfilms?\b|\bworld|distance|beta|β|reward|\bepsilon|window/i);
});
