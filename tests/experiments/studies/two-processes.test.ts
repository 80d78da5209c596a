/** One study started twice at once: each run is played once, and whoever waited reads it back. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { createScript } from "../../../models/scripted.ts";
import { hashScript } from "../runs/hash-model.ts";
import { loadTiny, scratch, tinyPlan, tinyStudy } from "./tiny.ts";

it("plays nothing twice, and both have the whole result", async () => {
  const folder = scratch();
  const plan = await tinyPlan({ seeds: [1, 2], settings: { train: 3, test: 4, lag: 2, limit: 4 }, arms: ["billp", "react"] });
  const { chat, calls } = createScript(hashScript);
  const runtime = { loadWorld: loadTiny, chat };
  const once = await tinyStudy(plan, join(folder, "once"), { runtime });
  const needed = calls.length;
  const both = await Promise.all([1, 2].map(() => tinyStudy(plan, join(folder, "twice"), { runtime })));
  expect(calls.length).toBe(2 * needed);
  for (const { result, failed } of both) {
    expect([...failed.values()]).toEqual([]);
    expect({ ...result, groups: result.groups }).toEqual(once.result);
  }
});
