/** How memories grow: every entry once, in order, however writes are grouped; ids that sort as their numbers do. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendById, entryId, idsOf } from "../../memory/entries.ts";

describe("appending by id", () => {
  const list = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));

  it("adds each id once, be the write short or long", () => {
    expect(appendById(list(1, 2), [list(2, 3), list(3, 1, 4)])).toEqual(list(1, 2, 3, 4));
    const long = Array.from({ length: 12 }, (_, i) => i + 1);
    expect(appendById(list(5, 3), [list(...long, ...long)])).toEqual(list(5, 3, 1, 2, 4, 6, 7, 8, 9, 10, 11, 12));
  });

  it("keeps the list itself when nothing is new", () => {
    const current = list(1, 2);
    expect(appendById(current, [])).toBe(current);
    expect(appendById(current, [list(2, 1)])).toBe(current);
    expect(appendById(current, [list(...Array.from({ length: 9 }, () => 1))])).toBe(current);
  });

  it("does not depend on how writes are grouped", () => {
    const writes = fc.array(
      fc.array(
        fc.nat(15).map((n) => ({ id: String(n) })),
        { maxLength: 12 },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(writes, writes, (first, then) => {
        const together = appendById([], [...first, ...then]);
        expect(appendById(appendById([], first), then)).toEqual(together);
        expect(new Set(together.map((e) => e.id)).size).toBe(together.length);
      }),
    );
  });
});

describe("ids", () => {
  it("sort as their numbers do", () => {
    expect([entryId(12), entryId(12, 3)]).toEqual(["000012", "000012-003"]);
    const places = [1, 2, 9, 10, 11, 99, 100, 999].flatMap((e) => [1, 9, 10, 50].map((r) => [e, r] as const));
    const ids = places.map(([e, r]) => entryId(e, r));
    expect(ids.toSorted()).toEqual(ids);
    expect([1, 9, 10, 123456].map((e) => entryId(e)).toSorted()).toEqual(["000001", "000009", "000010", "123456"]);
  });

  it("name the memory they are of", () => {
    expect(idsOf("plans", [{ id: "000001-002" }, { id: "given-000003-001" }])).toEqual([
      "plans:000001-002",
      "plans:given-000003-001",
    ]);
  });
});
