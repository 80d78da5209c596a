/** Drafts of forks: kept by place, for the page and for a reload; anything else that is stored is no draft. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Draft } from "../../../../apps/view/page/fork/drafts.ts";
import { memoryStorage } from "./dom.ts";

const place = { run: "one", identity: "one-1", episode: 3, fork: null, round: 2 };
const draft: Draft = { plan: "Next Western.", changes: [["settings.gamma", "0.2"]], drops: ["values:1"], repeat: 3, whole: true };
/** The page as it is after a reload: its memory is empty. */
const load = async () => {
  vi.resetModules();
  return import("../../../../apps/view/page/fork/drafts.ts");
};

beforeEach(() => void vi.stubGlobal("sessionStorage", memoryStorage()));
afterEach(() => vi.unstubAllGlobals());

test("a draft is there again at its place, and after a reload, and at no other place", async () => {
  const page = await load();
  page.writeDraft(page.draftKey(place), draft);
  for (const now of [page, await load()]) {
    expect(now.readDraft(now.draftKey(place))).toEqual(draft);
    for (const other of [{ round: 1 }, { episode: 4 }, { fork: "f1" }, { run: "two" }, { identity: "one-2" }])
      expect(now.readDraft(now.draftKey({ ...place, ...other }))).toEqual(now.UNTOUCHED);
  }
});

test("an untouched one is forgotten", async () => {
  const page = await load();
  page.writeDraft(page.draftKey(place), draft);
  page.writeDraft(page.draftKey(place), { ...page.UNTOUCHED });
  expect(sessionStorage.length).toBe(0);
  expect((await load()).readDraft(page.draftKey(place))).toEqual(page.UNTOUCHED);
});

test("without a storage, or with a full one, a draft lives as long as the page", async () => {
  const full = {
    ...memoryStorage(),
    setItem: () => {
      throw new Error("full");
    },
  };
  for (const storage of [undefined, full]) {
    vi.stubGlobal("sessionStorage", storage);
    const page = await load();
    page.writeDraft(page.draftKey(place), draft);
    expect(page.readDraft(page.draftKey(place))).toEqual(draft);
  }
});

test("whatever is stored is a draft or none, and a draft comes back as it was", async () => {
  const { parseDraft } = await load();
  const drafts = fc.record({
    plan: fc.option(fc.string()),
    changes: fc.array(fc.tuple(fc.string(), fc.string())),
    drops: fc.array(fc.string()),
    repeat: fc.integer({ min: 1, max: 20 }),
    whole: fc.boolean(),
  });
  fc.assert(fc.property(drafts, (d) => void expect(parseDraft(JSON.stringify(d))).toEqual(d)));
  const near = fc.record({
    plan: fc.json(),
    changes: fc.jsonValue(),
    drops: fc.jsonValue(),
    repeat: fc.jsonValue(),
    whole: fc.jsonValue(),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        near.map((n) => JSON.stringify(n)),
      ),
      (text) => {
        const found = parseDraft(text);
        if (found !== null) expect(parseDraft(JSON.stringify(found))).toEqual(found);
      },
    ),
  );
});
