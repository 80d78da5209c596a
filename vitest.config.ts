import { defineConfig } from "vitest/config";

/**
 * Unit tests that need a process to themselves: LangSmith's clients and LangChain's tracing read the environment once a process,
 * a method that is defined stays defined, and LangGraph's specification of savers wants the test runner as globals.
 */
const ALONE = [
  "tests/integrations/tracing/**/*.test.ts",
  "tests/testing/tracer.test.ts",
  "tests/testing/method.test.ts",
  "tests/methods/registry.test.ts",
  "tests/features/registry.test.ts",
  "tests/memory/checkpointers/sqlite-saver.test.ts",
];
/** Integration tests that measure time: they run when all others are over, one after another. */
const MEASURING = ["tests/integrations/tracing/**/*.int.test.ts"];
const INT = ["tests/**/*.int.test.ts"];
/** How long a unit test or hook may hang before it is given up. No test may depend on it: a busy machine is slow, and still right. */
const HANGING = { testTimeout: 300_000, hookTimeout: 300_000, teardownTimeout: 60_000 };
/** The same for integration tests, which wait for processes and servers. */
const WAITING = { testTimeout: 600_000, hookTimeout: 300_000, teardownTimeout: 60_000 };

/** Test files to leave out, for the faults' runner (tools/faults): globs, separated by commas. */
const LEFT_OUT = process.env.BILLP_TEST_WITHOUT?.split(",") ?? [];
const NOT_UNIT = ["**/*.int.test.ts", "node_modules/**", ...LEFT_OUT];
/** Where a report in JSON is written besides what is printed; unset: nowhere. For the gate (.ci/run). */
const report = process.env.BILLP_REPORT;

export default defineConfig({
  test: {
    reporters: report === undefined ? ["default"] : ["default", "json"],
    ...(report === undefined ? {} : { outputFile: { json: report } }),
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
          include: INT,
          exclude: [...MEASURING, "node_modules/**"],
          ...WAITING,
          // More than there are cores: most of the time they wait for processes, servers and clocks.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: { name: "int-alone", include: MEASURING, ...WAITING, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
