/** Check of the ledger: each call that a replay takes is what would be sent and counted now, and there is none that it does not take. */
import { messageOf } from "../../../core/errors.ts";
import { isOfflineSpec } from "../../../core/settings.ts";
import { estimatedTokens } from "../../../models/channel.ts";
import { type Address, addressKey, type Ledger } from "../../../models/ledger/ledger.ts";
import { costOf, type Prices } from "../../../models/prices.ts";
import type { Answered } from "../../../models/role-client.ts";
import { type Finding, shown, shownLines } from "../../runs/check/finding.ts";

/** A watch over the calls of a replay. */
export interface CallsCheck {
  /** Told of each call that is taken. */
  readonly answered: (answered: Answered) => void;
  /** Findings so far, with those calls of these episodes that nobody took. */
  findings(ledger: Ledger, episodes: readonly number[], scope?: string): Finding[];
}

/** A watch over the ledger in this file. @param prices those that the run was made with, where they are known. */
export function watchCalls(file: string, prices: Prices | null): CallsCheck {
  const taken = new Set<string>();
  const found: Finding[] = [];
  return {
    answered(call) {
      const key = addressKey(call.address);
      if (taken.has(key)) return; // a fork goes through the rounds before it again
      taken.add(key);
      found.push(...callFindings(file, call, prices));
    },
    findings(ledger, episodes, scope = "") {
      const untaken = episodes.flatMap((episode) =>
        ledger
          .entries(episode, scope)
          .map((call) => ({ ...placeOf(call), episode, scope }))
          .filter((address) => !taken.has(addressKey(address))),
      );
      return [
        ...found,
        ...untaken.map((address) => ({
          file,
          where: whereOf(address),
          there: "a call",
          expected: "none: the episode makes no such call",
        })),
      ];
    },
  };
}

const placeOf = ({ round, role, attempt }: Pick<Address, "round" | "role" | "attempt">) => ({ round, role, attempt });

function whereOf({ scope, episode, round, role, attempt }: Address): string {
  return `${scope === "" ? "" : `fork ${scope}, `}episode ${episode}, round ${round}, ${role}, attempt ${attempt}`;
}

/** What is stored with a call beside the hash of its request and its answer, which the replay itself compares. */
function callFindings(file: string, { address, model, request, recalled, recorded }: Answered, prices: Prices | null): Finding[] {
  const found: Finding[] = [];
  const at = (field: string) => `${whereOf(address)}, ${field}`;
  const differs = (field: string, there: unknown, expected: unknown) => {
    if (JSON.stringify(there) !== JSON.stringify(expected))
      found.push({ file, where: at(field), there: shown(there), expected: shown(expected) });
  };
  const { inputTokens, outputTokens, costUsd } = recorded;
  const messages = messagesOf(recorded);
  differs("model", recorded.model, model);
  if (messages !== undefined && messages !== request.json)
    found.push({ file, where: at("the prompt"), ...shownLines(messages, request.json) });
  if (recorded.recalled !== undefined) differs("recalled entries", recorded.recalled, recalled);
  if (recorded.estimated) {
    const estimated = estimatedTokens(request, recorded.answer);
    // A server may have counted one of the two: then the other alone is an estimate.
    const half = inputTokens === estimated.inputTokens || outputTokens === estimated.outputTokens;
    if (isOfflineSpec(model) || !half) {
      differs("input tokens", inputTokens, estimated.inputTokens);
      differs("output tokens", outputTokens, estimated.outputTokens);
    }
  }
  const price = recorded.cached ? 0 : costOf(prices ?? {}, model, inputTokens, outputTokens);
  if ((price === 0 || prices !== null) && !near(costUsd, price)) differs("cost in USD", costUsd, price);
  return found;
}

const near = (a: number | null, b: number | null) =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));

/** The stored prompt; one that cannot be unpacked any more is told as such. */
function messagesOf(recorded: Answered["recorded"]): string | undefined {
  try {
    return recorded.messages;
  } catch (error) {
    return `(cannot be unpacked: ${messageOf(error)})`;
  }
}
