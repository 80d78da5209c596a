/** The contract of a method, held against every registered one and against methods whose parts are unusual. */
import { describe, test } from "vitest";
import type { Method } from "../../methods/definition/definition.ts";
import { defineMethod, methodNames } from "../../methods/registry.ts";
import { methodContract } from "../../testing/method.ts";
import { tinyWorld } from "../stubs/tiny-world.ts";

const UNUSUAL: Pick<Method, "name" | "roles" | "memories">[] = [
  { name: "critic-alone", roles: ["critic"], memories: ["experience", "values"] },
  { name: "cases-alone", roles: ["planner", "critic"], memories: ["experience"] },
  { name: "values-alone", roles: ["planner", "critic", "reflector"], memories: ["values", "reflections"] },
];
for (const parts of UNUSUAL) defineMethod({ ...parts, summary: "of a test" });

describe.each(methodNames())("%s", (name) => {
  for (const { name: title, run } of methodContract(name, async () => tinyWorld())) test(title, run);
});
