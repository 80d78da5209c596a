/** Worlds by name: what a caller may name, what a record may name, and what the operator may; only the last may be any path. */
import { existsSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import { BillpError } from "../../core/errors.ts";
import type { Operator } from "../../core/operator.ts";
import { embeddedName, type LoadedWorld, listWorlds, loadWorld } from "./load.ts";

/** Loads a world by what names it. */
export type LoadNamed = (name: string) => Promise<LoadedWorld>;

/** A name of one part: letters, digits, `_`, `-`, blanks and inner dots, with a version or without. */
const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_ -]|\.(?=[\p{L}\p{N}_-])){0,99}(@\d{1,9})?$/u;

/**
 * Worlds that callers may name: embedded ones, and those in the operator's folder by the name of their folder.
 * The loader throws BillpError `bad-world` for everything else, without looking at the disk where the name is a path.
 */
export function worldsForCallers({ worlds }: Pick<Operator, "worlds">): LoadNamed {
  return async (name) => {
    if (await isEmbedded(name)) return loadWorld(name);
    if (!NAME.test(name)) throw refused(`A world is named by its id here, and ${shown(name)} is none.`, await idsText(worlds));
    const folder = worlds === null ? null : await within(worlds, name);
    if (folder !== null) return loadWorld(folder);
    throw refused(`There is no world ${shown(name)} that may be named here.`, await idsText(worlds));
  };
}

/**
 * Worlds that a record on disk (a run's settings.json, a study file) may name: embedded ones, and folders below the working folder or the
 * operator's. A path that leads out of them, over a link too, is refused before it is opened.
 */
export function worldsOfRecords({ worlds }: Pick<Operator, "worlds">, here: string = process.cwd()): LoadNamed {
  return async (name) => {
    if (await isEmbedded(name)) return loadWorld(name);
    const folder = await folderOfRecord(name, worlds, here);
    if (folder !== null) return loadWorld(folder);
    throw refused(
      `The world ${shown(name)} is not there, or lies outside of the folders that a record may name worlds in (the working folder, BILLP_WORLDS).`,
      "Name the folder that holds it by BILLP_WORLDS, or the world itself by --world where the command has it.",
    );
  };
}

/** The real folder of a world that a record names; null of an embedded one, and of what a record may not name. */
export async function folderOfRecord(name: string, worlds: string | null, here: string = process.cwd()): Promise<string | null> {
  if (!isLocal(name) || (await isEmbedded(name))) return null;
  const places: readonly (readonly [string, string])[] =
    worlds === null
      ? [[here, name]]
      : [
          [worlds, name],
          [here, name],
          [worlds, basename(name)],
        ];
  for (const [root, part] of places) {
    const folder = await within(root, part);
    if (folder !== null) return folder;
  }
  return null;
}

/** Worlds that the operator names, by flag or in code: embedded ones, those of the operator's folder by name, and any folder by its path. */
export function worldsForOperator({ worlds }: Pick<Operator, "worlds">): LoadNamed {
  return async (name) => {
    if (worlds === null || !NAME.test(name) || existsSync(name) || (await isEmbedded(name))) return loadWorld(name);
    return loadWorld((await within(worlds, name)) ?? name);
  };
}

async function isEmbedded(name: string): Promise<boolean> {
  return (await embeddedName(name)) !== null;
}

/** No address of a network: opening one would send the name (and on Windows more) to whoever it names. */
function isLocal(name: string): boolean {
  return !name.includes("\0") && !/^[\\/]{2}|^[a-z][a-z0-9+.-]+:|^\\/i.test(name);
}

/** The real folder of a name below a root; null where there is none, or where it leads out of the root. */
async function within(root: string, name: string): Promise<string | null> {
  const folder = isAbsolute(name) ? name : join(root, name);
  if (!isBelow(resolve(root), resolve(folder)) && !isAbsolute(name)) return null;
  const [real, top] = await Promise.all([realpath(folder).catch(() => null), realpath(root).catch(() => null)]);
  if (real === null || top === null || !isBelow(top, real)) return null;
  return (await stat(real)).isDirectory() ? real : null;
}

function isBelow(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function idsText(worlds: string | null): Promise<string> {
  const own =
    worlds === null ? "worlds of your own need BILLP_WORLDS, the folder they are in" : "or the name of a folder in BILLP_WORLDS";
  return `Embedded worlds: ${(await listWorlds()).join(", ")}; ${own}.`;
}

const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);

function refused(message: string, hint: string): BillpError {
  return new BillpError("bad-world", message, { hint });
}
