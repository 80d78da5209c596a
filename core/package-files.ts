/** Paths of files that the package ships, from the sources as from dist/. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Name in package.json by which the root is known. */
const NAME = "billp";

let root: string | undefined;

/** Absolute path of a file or folder of the package, such as `data/prices.json`. It need not exist. */
export function packageFile(path: string): string {
  root ??= findRoot(dirname(fileURLToPath(import.meta.url)));
  return join(root, path);
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === NAME) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of ${NAME} above ${from}`);
  }
}
