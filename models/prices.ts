/** Price table of models, data/prices.json; it ages, so a user can give prices of their own. */
import { readFileSync } from "node:fs";
import { BillpError } from "../core/errors.ts";
import { packageFile } from "../core/package-files.ts";
import { isOfflineSpec } from "../core/settings.ts";

/** USD per million tokens. */
export interface Price {
  input: number;
  output: number;
}

/** Prices by `provider:model`. */
export type Prices = Readonly<Record<string, Price>>;

/** The price table as shipped. */
export interface PriceTable {
  /** Day on which the prices were written down, as YYYY-MM-DD. */
  date: string;
  note: string;
  models: Prices;
}

/** Reads data/prices.json. */
export function loadPrices(): PriceTable {
  try {
    return JSON.parse(readFileSync(packageFile("data/prices.json"), "utf8")) as PriceTable;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { date: "none", note: "no price table found", models: {} };
  }
}

/** Reads one `--price` value: `provider:model=INPUT,OUTPUT` in USD per million tokens. */
export function parsePrice(text: string): [string, Price] {
  const match = /^([a-z][\w-]*:.+)=(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?$/.exec(text.trim());
  if (!match) {
    throw new BillpError("bad-settings", `Not a price: ${text}`, {
      hint: "Write --price provider:model=INPUT,OUTPUT in USD per million tokens, for example --price openai:my-model=0.5,1.5",
    });
  }
  return [match[1] as string, { input: Number(match[2]), output: Number(match[3] ?? 0) }];
}

/** Cost in USD, or null when the model has no price. Models in this process are free. */
export function costOf(prices: Prices, spec: string, inputTokens: number, outputTokens: number): number | null {
  if (isOfflineSpec(spec)) return 0;
  const price = Object.hasOwn(prices, spec) ? prices[spec] : undefined;
  return price ? (inputTokens * price.input + outputTokens * price.output) / 1e6 : null;
}

/**
 * Cost of a run's tokens at list price, by role: what they would cost if every answer were asked for, whoever paid. The same tokens cost the
 * same, in whichever order runs were played and whatever the cache answered. Null where a model has no price.
 */
export function listCost(
  byRole: Readonly<Record<string, { inputTokens: number; outputTokens: number } | undefined>>,
  specOf: (role: string) => string,
  prices: Prices,
): number | null {
  let total = 0;
  for (const [role, tokens] of Object.entries(byRole)) {
    if (tokens === undefined) continue;
    const usd = costOf(prices, specOf(role), tokens.inputTokens, tokens.outputTokens);
    if (usd === null) return null;
    total += usd;
  }
  return total;
}

/** Refuses a budget that could not be kept because a model has no price. */
export function checkPriced(prices: Prices, specs: Iterable<string>): void {
  const missing = [...new Set(specs)].filter((spec) => costOf(prices, spec, 0, 0) === null);
  if (missing.length === 0) return;
  throw new BillpError("bad-settings", `A budget needs prices, and there is none for ${missing.join(", ")}.`, {
    hint: `Give one: --price ${missing[0]}=INPUT,OUTPUT (USD per million tokens; 0,0 for a server of your own).`,
  });
}
