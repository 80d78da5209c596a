/** The identity of a run: read back as it was written, damaged or older files included, and compared field by field before a resume. */
import { describe, expect, it } from "vitest";
import type { SettingsInput } from "../../../../core/settings.ts";
import { checkSame, identityText, parseIdentity, type RunIdentity } from "../../../../experiments/runs/store/identity.ts";
import { resolveSettings } from "../../../../methods/settings.ts";

const of = (settings: SettingsInput = {}, more: Partial<RunIdentity> = {}): RunIdentity => ({
  run: "r",
  world: "films@1",
  settings: resolveSettings({ method: "billp", seed: 3, ...settings }),
  ...more,
});

describe("a resume", () => {
  const refused = (wanted: RunIdentity, stored = of()) => {
    try {
      checkSame(stored, wanted, "settings.json");
    } catch (error) {
      return error as Error & { code: string };
    }
    return null;
  };

  it("of the same run is taken", () => {
    expect(refused(of())).toBeNull();
    expect(refused(of({}, { priorMemories: "abc" }), of({}, { priorMemories: "abc" }))).toBeNull();
  });

  it.each<[string, RunIdentity, string]>([
    ["in another version of its world", of({}, { world: "films@2" }), 'world version ("films@1" there, "films@2" now)'],
    ["with another setting", of({ gamma: 0.7 }), "gamma (0.5 there, 0.7 now)"],
    ["with prior memories that it had not", of({}, { priorMemories: "abc" }), 'memories ("none" there, "abc" now)'],
    ["with several differences", of({ lag: 3, plans: true }), "plans (false there, true now), lag (32 there, 3 now)"],
  ])("%s is refused, and every difference named", (_, wanted, says) => {
    expect(refused(wanted)).toMatchObject({ code: "resume-mismatch" });
    expect(refused(wanted)?.message).toContain(says);
  });

  it("without the prior memories it had is refused", () => {
    expect(refused(of(), of({}, { priorMemories: "abc" }))?.message).toContain('memories ("abc" there, "none" now)');
  });
});

describe("settings.json", () => {
  const parent = { run: "p", fork: "f1", episode: 2, round: 3, overrides: ["plan=x"], stream: 1 };

  it("is read back as it was written", () => {
    for (const identity of [of(), of({}, { priorMemories: "abc" }), of({}, { parent })])
      expect(parseIdentity(identityText(identity), "f")).toEqual(identity);
  });

  it("of a version without a field has its default", () => {
    const { lag: _, batch: __, ...older } = of().settings;
    expect(parseIdentity(JSON.stringify({ ...of(), settings: older }), "f")).toEqual(of());
  });

  it.each<[string, string | null, string]>([
    ["missing", null, "there is no such file"],
    ["cut in half", identityText(of()).slice(0, 200), "not JSON, perhaps cut off"],
    ["without its world", JSON.stringify({ ...of(), world: undefined }), "field world"],
    ["with a field that is not known", JSON.stringify({ ...of(), more: 1 }), "more"],
    ["with a setting that is not known", JSON.stringify({ ...of(), settings: { ...of().settings, more: 1 } }), "more"],
    ["with a setting out of range", JSON.stringify({ ...of(), settings: { ...of().settings, gamma: 7 } }), "gamma"],
  ])("%s is refused by file and field", (_, text, says) => {
    expect(() => parseIdentity(text, "folder/settings.json")).toThrow(`folder/settings.json cannot be read: `);
    expect(() => parseIdentity(text, "f")).toThrow(says);
  });
});
