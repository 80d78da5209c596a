/** Run folders: every folder below the given one that holds a run's settings. Only these are ever read. */
import { realpathSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { HTTPException } from "hono/http-exception";
import { BillpError } from "../../../core/errors.ts";
import { folderStore } from "../../../experiments/runs/store/store.ts";
import { strayFiles } from "../../../experiments/runs/store/stray-files.ts";

/** How deep runs may lie: studies keep theirs two levels down, forks one more. */
const DEPTH = 5;

/** @throws BillpError `run-folder` when there is no such folder. */
export async function checkRoot(root: string): Promise<string> {
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory()) return realpath(root);
  const what = found === null ? "does not exist" : "is no folder";
  throw new BillpError("run-folder", `${root} ${what}, so there are no runs to show.`, {
    hint: "Name the folder of your runs, or make some with `billp demo` or `billp run`.",
  });
}

/** Ids of all runs below the root, sorted; "." is the root itself. Links are not followed. */
export async function findRuns(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    if (folderStore.has(folder) && strayFiles(folder, root).length === 0) found.push(idOf(root, folder));
    if (depth === 0) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const inner = entries.filter((e) => e.isDirectory() && !e.name.startsWith(".") && e.name !== "node_modules");
    for (const { name } of inner) await visit(join(folder, name), depth - 1);
  };
  await visit(root, DEPTH);
  return found.sort();
}

/**
 * The folder of a run.
 * @throws HTTPException 404 when the id leads out of the root, over a link, or to no run, or when a file of the run is a link out of the root.
 */
export function folderOf(root: string, id: string): string {
  const folder = resolve(root, id);
  const inside = folder === root || folder.startsWith(root.endsWith(sep) ? root : root + sep);
  const hidden = id.split(/[\\/]/).some((part) => part.startsWith(".") && part !== ".");
  const there = inside && !hidden && !id.includes("\0") && folderStore.has(folder);
  if (!there || realpathSync(folder) !== folder || strayFiles(folder, root).length > 0)
    throw new HTTPException(404, { message: `There is no run "${id}" here.` });
  return folder;
}

/** Id of a run: its folder within the root, with slashes. */
export function idOf(root: string, folder: string): string {
  return relative(root, folder).split(sep).join("/") || ".";
}
