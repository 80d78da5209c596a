/** What is to be known of a run's models before anything is played: whether they can be used, and whether they cost. */
import { customServer, loadChat } from "../models/load.ts";
import { checkPriced, loadPrices, parsePrice } from "../models/prices.ts";
import { isPolicy, modelOf, type ResolvedSettings, ROLES } from "../settings.ts";
import type { Operation } from "./operation.ts";

/** Specifications of the models a run may call, each once. A policy calls none. */
export function specsOf(settings: ResolvedSettings): string[] {
  if (isPolicy(settings.method)) return [];
  return [...new Set([...ROLES.map((role) => modelOf(settings, role)), settings.embedding])];
}

/** Whether every answer comes from the offline model. */
export function isOffline(settings: ResolvedSettings): boolean {
  return !isPolicy(settings.method) && ROLES.every((role) => modelOf(settings, role) === "offline");
}

/**
 * Refuses a run whose models cannot be used, before a folder is made for it. Builds clients, calls nobody.
 * @throws BillpError `bad-model` (no key, unknown provider, missing package) or `bad-settings` (a budget without prices).
 */
export async function checkModels(
  settings: ResolvedSettings,
  { budget, price }: Pick<Operation, "budget" | "price">,
): Promise<void> {
  const given = Object.fromEntries(price.map(parsePrice));
  const specs = specsOf(settings);
  if (budget !== null && specs.some((s) => s !== "offline")) checkPriced({ ...loadPrices().models, ...given }, specs);
  const offline = () => {
    throw new Error("not reached: the offline model is not loaded here");
  };
  const chats = isPolicy(settings.method) ? [] : new Set(ROLES.map((role) => modelOf(settings, role)));
  for (const spec of chats) if (spec !== "offline") await loadChat(spec, { settings, offline });
}

/** Remarks on a run that is allowed but may not be what was meant. */
export function warnOf(settings: ResolvedSettings, { budget, lanes }: Pick<Operation, "budget" | "lanes">): string[] {
  const notes: string[] = [];
  const paid = specsOf(settings).filter((spec) => spec !== "offline" && !spec.startsWith("ollama:") && !isOwn(spec, settings));
  if (paid.length > 0 && budget === null)
    notes.push(`${paid.join(", ")} may cost money, and nothing limits it. Give a limit in USD with --budget.`);
  if (isPolicy(settings.method)) return notes;
  if (settings.batch > 0 && lanes > settings.batch)
    notes.push(`${lanes} lanes, but batches of ${settings.batch} episodes: some lanes will wait. (--batch)`);
  if (settings.batch === 0 && lanes > settings.lag)
    notes.push(`${lanes} lanes, but a lag of ${settings.lag} episodes: some lanes will wait. (--lag)`);
  return notes;
}

function isOwn(spec: string, settings: ResolvedSettings): boolean {
  return spec.startsWith("openai:") && customServer(settings) !== undefined;
}
