/** A model that costs: it bills every call as it begins, answers late, and fails, loses or garbles some of them. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, type BaseMessage } from "@langchain/core/messages";
import type { ChatResult } from "@langchain/core/outputs";

/** What becomes of a call. `lost` was billed, and its answer never came; `refused` costs nothing. */
export type Fate = "answer" | "garbled" | "lost" | "refused";

/** The bill so far. */
export interface Bill {
  /** USD of all calls that began and were not refused. */
  billed: number;
  /** USD of the calls in flight now, and of all those that were in flight when the last one began. */
  inFlight: number;
  atLast: number;
  calls: number;
  peak: number;
}

/** Options of {@link BillingModel}. */
export interface BillingOptions {
  bill: Bill;
  /** The fate of the nth call, its output tokens, and the turns it takes. */
  plan: (nth: number) => { fate: Fate; outputTokens: number; turns: number };
  cost: (inputTokens: number, outputTokens: number) => number;
}

export class BillingModel extends BaseChatModel {
  private readonly options: BillingOptions;
  private open = 0;

  constructor(options: BillingOptions) {
    super({ maxRetries: 0 });
    this.options = options;
  }

  _llmType(): string {
    return "billing-stub";
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { bill, plan, cost } = this.options;
    const { fate, outputTokens, turns } = plan(++bill.calls);
    const inputTokens = Math.ceil(messages.map((m) => String(m.content)).join("").length / 4);
    const usd = fate === "refused" ? 0 : cost(inputTokens, outputTokens);
    bill.billed += usd;
    bill.inFlight += usd;
    bill.atLast = bill.inFlight;
    bill.peak = Math.max(bill.peak, ++this.open);
    for (let i = 0; i < turns; i++) await nextTurn();
    bill.inFlight -= usd;
    this.open--;
    if (fate === "refused") throw Object.assign(new Error("slow down"), { status: 429 });
    if (fate === "lost") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    const text = fate === "garbled" ? "I would rather not." : '{"title":"Alien (1979)"}';
    const usage_metadata = { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
    return { generations: [{ text, message: new AIMessage({ content: text, usage_metadata }) }] };
  }
}
