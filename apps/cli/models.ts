/** Checks of a run's models before anything is played: whether they can be used, and whether they cost. */
import { BillpError } from "../../core/errors.ts";
import { type Operator, operatorOf } from "../../core/operator.ts";
import { isOfflineSpec, modelOf, type ResolvedSettings, ROLES } from "../../core/settings.ts";
import { isPolicy, methodOf } from "../../methods/registry.ts";
import { checkPriced, loadPrices, type Price, parsePrice } from "../../models/prices.ts";
import { loadChat } from "../../models/providers/chat.ts";
import { loadEmbedding } from "../../models/providers/embedding.ts";
import type { Operation } from "./operation.ts";

/** Specifications of the models a run may call, each once. A policy calls none. */
export function specsOf(settings: ResolvedSettings): string[] {
  return [...new Set([...chatsOf(settings), ...(isPolicy(settings.method) ? [] : [settings.embedding])])];
}

/** Chat models of a run, each once. */
export function chatsOf(settings: ResolvedSettings): string[] {
  return isPolicy(settings.method) ? [] : [...new Set(ROLES.map((role) => modelOf(settings, role)))];
}

/** Whether every answer comes from a model in this process. */
export function isOffline(settings: ResolvedSettings): boolean {
  return !isPolicy(settings.method) && chatsOf(settings).every(isOfflineSpec);
}

/**
 * Refuses a run whose models cannot be used, before a folder is made for it. Builds clients, calls nobody.
 * @throws BillpError `bad-model` (no key, unknown provider, missing package) or `bad-settings` (a budget without prices, a paid model without a budget).
 */
export async function checkModels(
  settings: ResolvedSettings,
  { budget, price, baseUrl }: Pick<Operation, "budget" | "price"> & Partial<Pick<Operation, "baseUrl">>,
): Promise<void> {
  const operator = operatorOf({ baseUrl });
  const given = Object.fromEntries(price.map(parsePrice));
  const specs = specsOf(settings);
  const offline = () => {
    throw new Error("not reached: the offline models are not loaded here");
  };
  for (const spec of chatsOf(settings)) if (!isOfflineSpec(spec)) await loadChat(spec, { settings, operator, offline });
  if (!isPolicy(settings.method) && settings.embedding !== "offline") await loadEmbedding(settings.embedding, operator);
  if (budget !== null && !specs.every(isOfflineSpec)) checkPriced({ ...loadPrices().models, ...given }, specs);
  if (budget === null) checkUnpaid(paidModels(settings, operator, given));
}

/** Models of a run that cost money: all but those in this process, of Ollama, of a server of one's own without a price, and those given as free. */
export function paidModels(
  settings: ResolvedSettings,
  operator: Operator,
  given: Readonly<Record<string, Price>> = {},
): string[] {
  const shipped = loadPrices().models;
  const costs = (price: Price | undefined) => price !== undefined && (price.input > 0 || price.output > 0);
  return specsOf(settings).filter((spec) => {
    if (isOfflineSpec(spec) || spec.startsWith("ollama:")) return false;
    if (Object.hasOwn(given, spec)) return costs(given[spec]);
    return !isOwn(spec, operator) || (Object.hasOwn(shipped, spec) && costs(shipped[spec]));
  });
}

/** @throws BillpError `bad-settings` naming the models that cost, since nothing limits what they cost. */
function checkUnpaid(paid: readonly string[]): void {
  if (paid.length === 0) return;
  throw new BillpError("bad-settings", `${paid.join(", ")} may cost money, and nothing limits it: --budget USD is needed.`, {
    hint: `Say how much may be spent, for example --budget 1; \`billp estimate\` says beforehand what a run would cost. If it is free: --price ${paid[0]}=0,0.`,
  });
}

/** Remarks on a run that is allowed but may not be what was meant. */
export function warnOf(settings: ResolvedSettings, { workers }: Pick<Operation, "workers">): string[] {
  if (isPolicy(settings.method)) return [];
  const said = unseen(settings);
  const flag = settings.batch > 0 ? "--batch" : "--lag";
  const more = said === null ? [] : [`${said} (${flag} ${Math.max(1, Math.floor(settings.train / 4))} would let them)`];
  return [...waiting(settings, workers), ...more];
}

/** Said when no training episode is shown what another one wrote: the memories then grow for the test alone. */
export function unseen({ method, train, batch, lag }: ResolvedSettings): string | null {
  const by = batch > 0 ? batch : lag;
  if (isPolicy(method) || methodOf(method).memories.length === 0 || train < 2 || by < train) return null;
  return `with ${batch > 0 ? `batches of ${batch}` : `a lag of ${lag}`} and ${train} training episodes, none sees what another one wrote.`;
}

function waiting(settings: ResolvedSettings, workers: number): string[] {
  if (settings.batch > 0 && workers > settings.batch)
    return [`${workers} workers, but batches of ${settings.batch} episodes: some workers will wait. (--batch)`];
  if (settings.batch === 0 && workers > settings.lag)
    return [`${workers} workers, but a lag of ${settings.lag} episodes: some workers will wait. (--lag)`];
  return [];
}

function isOwn(spec: string, operator: Operator): boolean {
  return spec.startsWith("openai:") && operator.server !== null;
}
