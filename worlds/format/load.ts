/** Loading of worlds by embedded id or folder: checked once, then shared by everybody in the process. */
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BillpError } from "../../core/errors.ts";
import { onFiles } from "../../core/file-errors.ts";
import { packageFile } from "../../core/package-files.ts";
import { damaged } from "./folder.ts";
import { restorePrevious } from "./previous.ts";
import { type LoadedWorld, readWorld } from "./read.ts";

export type { LoadedWorld } from "./read.ts";

const loaded = new Map<string, Promise<LoadedWorld>>();

/**
 * Loads a world by embedded name (`films`) or folder. The same unchanged folder gives the same object; safe to call in parallel.
 * @throws BillpError `bad-world` when there is no such world, or its folder is damaged or incomplete (the message names the file).
 */
export async function loadWorld(idOrFolder: string): Promise<LoadedWorld> {
  const folder = await findFolder(idOrFolder);
  const key = await onFiles(() => stateOf(folder), "bad-world");
  let world = loaded.get(key);
  if (world === undefined) {
    world = readWorld(folder);
    loaded.set(key, world);
    world.catch(() => loaded.delete(key));
  }
  const { id } = await world;
  if (/@\d+$/.test(idOrFolder) && !existsSync(idOrFolder) && id !== idOrFolder) {
    throw new BillpError("bad-world", `World ${idOrFolder} is not the one embedded here, which is ${id}.`, {
      hint: `Use ${id}, or the version of billp that has the other.`,
    });
  }
  return world;
}

/** Names of the embedded worlds, sorted. */
export async function listWorlds(): Promise<string[]> {
  const entries = await readdir(dataFolder(), { withFileTypes: true });
  const names = entries
    .filter((e) => e.isDirectory() && existsSync(join(dataFolder(), e.name, "manifest.json")))
    .map((e) => e.name);
  return names.sort();
}

/** The folder with time and size of each file: changes whenever a file does. */
async function stateOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => {
    throw damaged(folder, "manifest.json", "cannot be read: this is no folder");
  });
  const states = await Promise.all(
    names.sort().map(async (name) => {
      const { mtimeMs, ctimeMs, size } = await stat(join(folder, name));
      return `${name}:${mtimeMs}:${ctimeMs}:${size}`;
    }),
  );
  return [folder, ...states].join("|");
}

async function findFolder(idOrFolder: string): Promise<string> {
  const name = idOrFolder.replace(/@\d+$/, "");
  if (/^[\w-]+$/.test(name) && (await listWorlds()).includes(name)) return join(dataFolder(), name);
  const folder = resolve(idOrFolder);
  await restorePrevious(folder);
  if (existsSync(folder)) return folder;
  throw new BillpError("bad-world", `There is no world "${idOrFolder}": neither embedded nor a folder.`, {
    hint: `Embedded worlds: ${(await listWorlds()).join(", ")}. Make one from rating logs with \`billp world build\`.`,
  });
}

/** `data/` of the package. */
function dataFolder(): string {
  const folder = packageFile("data");
  if (existsSync(folder)) return folder;
  throw new BillpError("bad-world", `The embedded worlds are missing: there is no folder ${folder}.`, {
    hint: "Install billp again.",
  });
}
