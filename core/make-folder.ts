/** Making of folders with all above them, in steps that end: Node's own `recursive` never returns below /proc (seen on Node 20). */
import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Makes the folder and what is missing above it; one that is there is fine. Throws the file system's error. */
export function makeFolder(path: string): void {
  if (madeOrThere(path) !== "no parent") return;
  makeFolder(dirname(path));
  if (madeOrThere(path) === "no parent") mkdirSync(path); // its parent was made this moment: the system's own word for it
}

/** {@link makeFolder}, and looks that files can be made in it, before there is work to lose. */
export function makeWritable(path: string): void {
  makeFolder(path);
  accessSync(path, constants.W_OK | constants.X_OK);
}

function madeOrThere(path: string): "made" | "there" | "no parent" {
  try {
    mkdirSync(path);
    return "made";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && dirname(path) !== path) return "no parent";
    if (isFolder(path)) return "there"; // EEXIST, or whatever the system says of a folder that cannot be made anew (EROFS, EPERM)
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
