/** Whole-file writing: a reader sees the old text or the new one, never half of it. */
import { rename, writeFile } from "node:fs/promises";

/** Writes a file whole or not at all. `beside`: the file it is written to first, in the same folder. */
export async function replaceFile(path: string, text: string, beside = `${path}.tmp`): Promise<void> {
  await writeFile(beside, text);
  await rename(beside, path);
}
