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
 * Loads a world by embedded name (`films`, `films@2`) or folder. The same unchanged folder gives the same object; safe to call in parallel.
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
      hint: `Embedded worlds: ${(await listWorlds()).join(", ")}. Another version of billp may have the other.`,
    });
  }
  return world;
}

/** Names of the embedded worlds, sorted: `films`, and with a version those that are not the default of their name, e.g. `films@2`. */
export async function listWorlds(): Promise<string[]> {
  const entries = await readdir(dataFolder(), { withFileTypes: true });
  const names = entries
    .filter((e) => e.isDirectory() && existsSync(join(dataFolder(), e.name, "manifest.json")))
    .map((e) => e.name);
  return names.sort();
}

/**
 * The embedded world that is meant by a name, as `listWorlds` has it: `films` for `films` and `films@1`, `films@2` for itself, and
 * `films-spread@2` for `films-spread` too. Another version that is not there means the one that is; null: no embedded world.
 */
export async function embeddedName(name: string): Promise<string | null> {
  const names = await listWorlds();
  const bare = name.replace(/@\d+$/, "");
  if (names.includes(name)) return name;
  return names.find((each) => each === bare) ?? names.findLast((each) => each.replace(/@\d+$/, "") === bare) ?? null;
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
  const embedded = await embeddedName(idOrFolder);
  if (embedded !== null) return join(dataFolder(), embedded);
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
