/** A LangSmith server in trouble while a command waits for it: tried again, and in the end one sentence. The SDK's tries and its patience cannot be set: their waits pass ten times as fast here. */
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { pushRun } from "../../../integrations/langsmith/push.ts";
import { hurry } from "../../stubs/clock.ts";
import { startLangSmithStub } from "../../stubs/langsmith-server.ts";
import { playRun, scratch, using } from "./harness.ts";

const folder = join(scratch(), "run");
beforeAll(() => playRun(folder));
beforeEach(() => hurry(10));
afterEach(() => void vi.restoreAllMocks());

test("one that fails twice takes the dataset in the end", async () => {
  const stub = await startLangSmithStub({ mode: { status: 503, times: 2 } });
  expect(await using(stub, () => pushRun(folder, "d"))).toMatchObject({ added: 3 });
  await stub.close();
});

test("one that goes on failing, or is not there, is named in one sentence", async () => {
  const stub = await startLangSmithStub({ mode: { status: 500 } });
  const failed = using(stub, () => pushRun(folder, "d"));
  await expect(failed).rejects.toMatchObject({ code: "langsmith", message: expect.stringContaining("dataset d: answer 500.") });
  await stub.close();
  const gone = using(stub, () => pushRun(folder, "d"));
  await expect(gone).rejects.toMatchObject({ code: "langsmith", message: expect.stringContaining("ECONNREFUSED") });
});

test("one that never answers is given up after 20 seconds", async () => {
  const stub = await startLangSmithStub({ mode: "stall" });
  const silent = using(stub, () => pushRun(folder, "d"));
  await expect(silent).rejects.toMatchObject({ code: "langsmith", message: expect.stringContaining("no answer in 20 s") });
  await stub.close();
});
