import { defineConfig } from "vitest/config";

/** Tests that need a process to themselves: LangSmith's clients and LangChain's tracing read the environment once a process. */
const ALONE = ["tests/integrations/tracing/**/*.test.ts"];
const NOT_UNIT = ["**/*.int.test.ts", "node_modules/**"];
/** How long a unit test or hook may hang before it is given up. No test may depend on it: a busy machine is slow, and still right. */
const HANGING = { testTimeout: 300_000, hookTimeout: 300_000, teardownTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [...NOT_UNIT, ...ALONE],
          ...HANGING,
          // Files share the modules of their process (a third of the time was loading them anew); what a test changes in it, it puts back.
          isolate: false,
          unstubEnvs: true,
          restoreMocks: true,
        },
      },
      { test: { name: "unit-alone", include: ALONE, exclude: NOT_UNIT, ...HANGING } },
      {
        test: {
          name: "int",
          include: ["tests/**/*.int.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
