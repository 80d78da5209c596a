/** Small studies of the tiny world, played in this process by the offline model's rules. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type CompareOptions, compareStudy } from "../../../experiments/studies/compare.ts";
import { type StudySchedule, scheduleStudy } from "../../../experiments/studies/spec/run-specs.ts";
import { parseStudy, type StudyInput } from "../../../experiments/studies/spec/spec.ts";
import { OfflineChat } from "../../../models/offline/chat.ts";
import { knowledgeOf } from "../../../models/offline/knowledge.ts";
import type { RuntimeOptions } from "../../../nodes/runtime.ts";
import { tinyWorld } from "../../stubs/tiny-world.ts";

/** A temporary folder, removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "billp-study-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Worlds of the studies here: `tiny`, and any other name for another one of the same making. */
export const loadTiny = async (id: string) => tinyWorld(id === "tiny" ? "tiny@1" : `${id}@1`);

/** Lays a study of the tiny world out. */
export function tinyPlan(study: Omit<StudyInput, "title" | "question">): Promise<StudySchedule> {
  return scheduleStudy(parseStudy({ title: "A study", question: "Which?", worlds: ["tiny"], ...study }), loadTiny);
}

/** A model of the right form that costs something by its name, in this process. */
export function tinyRuntime(): Omit<RuntimeOptions, "ledger"> {
  const { items, popularity } = tinyWorld();
  const knowledge = knowledgeOf(items, popularity);
  return { loadWorld: loadTiny, chat: (_spec, role) => new OfflineChat(knowledge, role) };
}

/** Plays and analyses a study. */
export function tinyStudy(plan: StudySchedule, runs: string, more: Partial<CompareOptions> = {}) {
  const runtime = { ...tinyRuntime(), ...more.runtime };
  const how = { out: null, command: "billp compare study", workers: 2, parallelRuns: 2, keepCheckpoints: false };
  return compareStudy(plan, { ...how, ...more, runs, runtime });
}
