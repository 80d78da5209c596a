/** Writer of a world folder: written beside, read back, and put in place by renames, so that a kill leaves a whole world behind. */
import { chmod, mkdtemp, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { inPlainWords, onFiles } from "../../core/file-errors.ts";
import { makeWritable } from "../../core/make-folder.ts";
import { type Draft, type Files, MANIFEST, sealed } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import { previousOf, restorePrevious } from "./previous.ts";
import { readWorld } from "./read.ts";

/**
 * Writes a world folder into a temporary folder beside `out`, reads it back as a world, and renames it into place. An earlier world at `out`
 * is moved aside first and removed last; when the process is killed between, the next read or build puts it back (previous.ts).
 * @throws BillpError `bad-input` when `out` holds something that is no world folder; `bad-world` when it cannot be written, or what was
 * written could not be loaded. What stood at `out` stays then.
 */
export async function writeFolder(out: string, draft: Draft, files: Files): Promise<Manifest> {
  const { manifest, text } = sealed(draft, files);
  const target = resolve(out);
  await refuseTarget(target, out);
  let temporary = "";
  try {
    temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(temporary, name), bytes, { flush: true });
    await writeFile(join(temporary, MANIFEST), text, { flush: true });
    // mkdtemp makes folders for the owner alone; a world is for everybody.
    await chmod(temporary, 0o755);
    await readWorld(temporary);
    await putInPlace(temporary, target);
  } catch (error) {
    if (temporary !== "") await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw inPlainWords(error, "bad-world", out);
  }
  return manifest;
}

/** Two renames with the earlier world aside; the second one undone when it fails. */
async function putInPlace(temporary: string, target: string): Promise<void> {
  const names = await namesIn(target);
  const aside = previousOf(target);
  if (names !== null && names.length === 0) await rmdir(target);
  if (names === null || names.length === 0) return rename(temporary, target);
  await rm(aside, { recursive: true, force: true });
  await rename(target, aside);
  try {
    await rename(temporary, target);
  } catch (error) {
    await restorePrevious(target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/**
 * Refuses a target that is in use for anything but a world, and one that cannot be written, before there is work to lose.
 * @throws BillpError `bad-input` or `bad-world` naming the folder.
 */
export async function refuseTarget(out: string, shown: string = out): Promise<void> {
  const target = resolve(out);
  await restorePrevious(target);
  await onFiles(() => makeWritable(dirname(target)), "bad-world");
  const names = await onFiles(() => namesIn(target), "bad-world");
  if (names === null || names.length === 0 || names.includes(MANIFEST)) return;
  throw new BillpError("bad-input", `${shown} exists and is no world folder; it is left untouched.`, {
    hint: "Name a new folder with --out, or an earlier world to be replaced.",
  });
}

/** Names in a folder; null where there is nothing at all, and the name of the file where there is one. */
async function namesIn(target: string): Promise<string[] | null> {
  const found = await stat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return null;
  return found.isDirectory() ? readdir(target) : [basename(target)];
}
