/** Faults in models: what is counted, paid, repaired, seeded and kept. */
import { faultsIn } from "./fault.ts";

/** All of them. */
// biome-ignore format: a fault a line
export const MODEL_FAULTS = [
  ...faultsIn("models/ledger/usage.ts", [
    ["unpriced-counted-as-free", "total.costUsd === null || more.costUsd === null ? null : total.costUsd + more.costUsd", "(total.costUsd ?? 0) + (more.costUsd ?? 0)", "A sum with unpriced calls looks priced."],
    ["estimates-not-counted", "total.estimatedCalls += more.estimatedCalls;", "", "Nobody learns that tokens were estimated."],
    ["cached-not-counted", "(total.cached ?? 0) + more.cached", "more.cached", "Only the last cached call is counted."],
  ]),
  ...faultsIn("models/prices.ts", [
    ["prices-swapped", "inputTokens * price.input + outputTokens * price.output", "inputTokens * price.output + outputTokens * price.input", "Input is paid at the price of output."],
    ["budget-without-price", "costOf(prices, spec, 0, 0) === null", "costOf(prices, spec, 0, 0) === -1", "A budget is accepted for a model without a price."],
  ]),
  ...faultsIn("models/budget.ts", [
    ["loss-not-counted", "ledger.lose({ model: spec", "(() => undefined)({ model: spec", "A try that may have been billed costs nothing."],
    ["unpriced-session-accepted", ", ...Object.keys(ledger.outlay().unpriced)]", "]", "A budget is opened over calls whose cost nobody knows."],
    ["shared-budget-ignored", "sharedBudget?.limitUsd ?? ", "", "A study's budget does not stop its runs."],
  ]),
  ...faultsIn("models/shared-budget.ts", [
    ["closed-runs-forgotten", "left += spentBy(ledger, priceOf)", "left = spentBy(ledger, priceOf)", "Of the finished runs only the last counts."],
    ["expected-counted-twice", "expected.delete(run);", "", "What a run spent earlier is counted twice once it joins."],
  ]),
  ...faultsIn("models/channel.ts", [
    ["cached-call-priced", "costUsd: 0,", "costUsd: budget.cost(spec, known.inputTokens, known.outputTokens),", "A cached answer is paid again."],
    ["cached-not-flagged", "cached: true,", "", "Cached answers look like calls."],
    ["temperature-not-hashed", "${settings.temperature}\\n${seed}", "${seed}", "A ledger of another temperature is replayed."],
    ["seed-not-sent", "seed: request.seed,", "", "Models get no seed."],
    ["answers-not-redacted", "redact(plain(keptOf(text)))", "plain(keptOf(text))", "A key in an answer is kept on disk."],
  ]),
  ...faultsIn("models/role-client.ts", [
    ["one-repair-too-many", "attempt >= settings.repairs", "attempt > settings.repairs", "An answer is asked for once more than allowed."],
    ["run-seed-unused", "`${runSeed}|", "`", "Runs of different seeds sample alike."],
    ["repeats-share-seeds", "stream === 0", "stream >= 0", "Repeats of a fork sample alike."],
    ["replay-of-any-request", "entry?.request === hash", "entry !== undefined", "A changed prompt is answered from the record."],
  ]),
  ...faultsIn("models/response-cache.ts", [
    ["cache-ignores-seed", "k.temperature, k.seed,", "k.temperature,", "Two seeds share one answer."],
    ["cache-ignores-role", "k.role, k.form", "k.form", "Two roles share one answer."],
  ]),
  ...faultsIn("models/retrying-call.ts", [
    ["waits-double-too-early", "2 ** (attempt - 1)", "2 ** attempt", "Waits are twice as long."],
    ["any-retry-after", "(error.failure.waitMs ?? 0) <= options.maxServerWaitMs", "true", "A run waits an hour because a server says so."],
    ["retry-after-ignored", "Math.max(failure.waitMs ?? 0, own)", "own", "A server's Retry-After is not kept."],
  ]),
  ...faultsIn("models/answers/extract-json.ts", [
    ["prototype-keys", "if (!FORBIDDEN.has(key)) ", "", "An answer writes to a prototype."],
  ]),
  ...faultsIn("models/answers/fit-answer.ts", [
    ["last-object-wins", "return { ok: true, value: parsed.data };", "refused.push(JSON.stringify(parsed.data));", "An answer that fits is not taken."],
    ["refusal-read", 'given.ended === "refusal"', "false", "A refusal that looks like an answer is one."],
    ["cut-answer-mended", "objects = objects.filter((o) => o.closed)", "objects = [...objects]", "Half an object of an answer that was cut off is its answer."],
    ["cut-text-read", "given.ended === undefined && objects.length === 0", "objects.length === 0", "Half a line of an answer that was cut off is its answer."],
    ["echo-read", "parsed.success && echo === undefined", "parsed.success", "The form's own words are an answer."],
  ]),
  ...faultsIn("models/answers/thoughts.ts", [
    ["think-read", "start = Math.max(start, mark.index + mark[0].length);", "", "An object in a model's thoughts is its answer."],
    ["open-thought-read", 'if (openAt !== null) return { text: "", openAt };', "", "A draft in a thought that never ends is an answer."],
  ]),
  ...faultsIn("models/answers/repair.ts", [
    ["repair-without-reason", "could not be used: ${which}", "could not be used", "The model is not told what was wrong."],
    ["repair-without-room", "if (!misfit.cut) return room;", "return room;", "An answer that was cut off gets no more room."],
  ]),
  ...faultsIn("models/ledger/ledger.ts", [
    ["later-answer-wins", "if (entries.has(key)) return;", "", "A call that is finished twice is counted twice."],
    ["cut-off-is-a-failure", "if (wasCut) cutOff", "if (!wasCut) cutOff", "Aborted calls count as failed."],
    ["mismatch-accepted", "if (!entry || entry.request === request) return entry;", "return entry;", "A resume takes answers to other prompts."],
    ["calls-in-any-order", "a.round - b.round || ", "", "An episode's calls are out of order."],
  ]),
  ...faultsIn("models/call-usage.ts", [["estimated-flag-swapped", "estimated: input === undefined ||", "estimated: input !== undefined ||", "Counted tokens are called estimates."]]),
  ...faultsIn("models/reservations.ts", [
    ["budget-one-call-late", "!(rest > 0)", "!(rest >= 0)", "A budget that is spent to the cent lets a call through."],
    ["reservations-ignored", "rest - heldUsd() > 0", "rest > 0", "Calls in flight do not count against a budget."],
  ]),
  ...faultsIn("models/embedding-batches.ts", [["embeddings-unpriced", "budget.cost(spec, inputTokens, 0)", "0", "Embeddings cost nothing."]]),
];
