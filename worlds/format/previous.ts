/** Earlier version of a world folder, kept aside while another one takes its place: a kill in that moment loses neither. */
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** Where the earlier version stands meanwhile. */
export function previousOf(folder: string): string {
  const target = resolve(folder);
  return join(dirname(target), `.${basename(target)}.previous`);
}

/** Puts the earlier version back where nothing took its place. Several processes may do so at once; what cannot be moved stays. */
export async function restorePrevious(folder: string): Promise<void> {
  const aside = previousOf(folder);
  if (!existsSync(resolve(folder)) && existsSync(aside)) await rename(aside, resolve(folder)).catch(() => {});
}
