/** Stray files of a run folder: links that lead out of the place they are shown from, and what is no file at all (pipes, devices). */
import { lstatSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import { runFiles, withLogs } from "./files.ts";

/**
 * Paths in a run folder that must not be opened for a stranger: a link to something outside of `root`, a dangling one, a pipe or device.
 * @param root Real path of the folder that runs are shown from.
 */
export function strayFiles(folder: string, root: string): string[] {
  return Object.values(runFiles(folder))
    .flatMap(withLogs)
    .filter((file) => isStray(file, root));
}

function isStray(file: string, root: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return false;
  try {
    const real = realpathSync(file);
    return !real.startsWith(root.endsWith(sep) ? root : root + sep) || !statSync(real).isFile();
  } catch {
    return true;
  }
}
