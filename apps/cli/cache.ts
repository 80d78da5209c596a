/** Cache of answers that the flags ask for. */
import { BillpError } from "../../core/errors.ts";
import { isOfflineSpec, type ResolvedSettings } from "../../core/settings.ts";
import { openResponseCache, type ResponseCache } from "../../models/response-cache.ts";
import { chatsOf } from "./models.ts";
import type { Operation } from "./operation.ts";
import { note } from "./text.ts";

/**
 * Opens the cache for one run, or for all runs of a study; whoever opens it closes it. Null when no call would use it: with `off`, when
 * every model is in this process, and with `auto` when no run has temperature 0. Then no file is touched either.
 * @throws BillpError `bad-input` when the file is damaged or no cache; with `on` also `sqlite-missing`.
 */
export async function openCacheFor(
  settings: ResolvedSettings | readonly ResolvedSettings[],
  { cache, cacheFile }: Pick<Operation, "cache" | "cacheFile">,
): Promise<ResponseCache | null> {
  if (cache === "off") return null;
  const runs = ([] as ResolvedSettings[]).concat(settings);
  const used = runs.some((s) => !chatsOf(s).every(isOfflineSpec) && (cache === "on" || s.temperature === 0));
  if (!used) return null;
  try {
    return await openResponseCache(cacheFile, { mode: cache, onNotice: (line) => note(`note: ${line}`) });
  } catch (error) {
    if (cache === "on" || !(error instanceof BillpError) || error.code !== "sqlite-missing") throw error;
    note(`note: ${error.message}; answers are not shared with other runs.`);
    return null;
  }
}
