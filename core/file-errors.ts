/** File-system errors in plain words: what Node throws when a folder or file cannot be used, as a {@link BillpError}. */
import { BillpError, type ErrorCode } from "./errors.ts";

/** What went wrong and what to do, by the system's code. */
const KNOWN: Readonly<Record<string, readonly [why: string, hint: string]>> = {
  ENOENT: [
    "it does not exist, or nothing can be made there",
    "Check the path; folders of the system such as /proc take no files.",
  ],
  ENOTDIR: ["a part of the path is a file, not a folder", "Name a folder, or move the file away."],
  EISDIR: ["it is a folder, not a file", "Name a file, or move the folder away."],
  EEXIST: ["a file stands where a folder should be", "Name another folder, or move the file away."],
  ENOTEMPTY: ["the folder is not empty", "Name another folder, or move away what is in it."],
  EACCES: ["this user may not use it", "Name a folder of your own, or change its permissions (ls -ld)."],
  EPERM: ["this user may not use it", "Name a folder of your own, or change its permissions (ls -ld)."],
  EROFS: ["the file system is read-only", "Name a folder on a disk that may be written."],
  ENOSPC: ["the disk is full", "Make room on the disk, then go on: what was finished is kept."],
  EDQUOT: ["the quota of the disk is used up", "Make room on the disk, then go on: what was finished is kept."],
  EFBIG: ["the file would be too large for the file system", "Name a folder on another disk."],
  EMFILE: ["too many files are open", "Raise the limit (ulimit -n), or play fewer runs side by side."],
  ENFILE: ["too many files are open on this machine", "End other programs, or play fewer runs side by side."],
  ENAMETOOLONG: ["the name is too long", "Name a shorter path."],
  ELOOP: ["its links lead in a circle", "Name the folder itself, not a link to it."],
  EXDEV: ["it lies on two disks", "Name a folder on one disk."],
  EBUSY: ["another program uses it", "End the other program, or name another folder."],
  ETXTBSY: ["another program uses it", "End the other program, or name another folder."],
  EIO: ["the disk does not read or write as it should", "Check the disk, or name a folder on another one."],
  ESTALE: ["the network folder is gone", "Connect it again, or name a folder on this machine."],
};

/** System calls of other things than files: their errors keep the codes of sockets, processes and names. */
const NO_FILES =
  /^(?:connect|listen|bind|accept|get(?:addrinfo|nameinfo)|spawn|kill|send|recv|setsockopt|query|setuid|setgid|uv_(?!cwd))/;

/** Whether an error is the file system's: of Node's own calls on files, with the system's code. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (typeof code !== "string") return false;
  if (code.startsWith("ERR_FS_")) return true;
  return /^E[A-Z0-9]+$/.test(code) && typeof syscall === "string" && !NO_FILES.test(syscall);
}

/**
 * The same error in plain words, with a hint; anything but a file-system error comes back as it is.
 * @param code What the folder is: `run-folder`, or `bad-world` for a world's. @param path Named where the error names none.
 */
export function inPlainWords(error: unknown, code: ErrorCode = "run-folder", path?: string): unknown {
  if (!isFileError(error)) return error;
  const where = error.path ?? path ?? (error.syscall === "write" ? "the output" : "a file");
  const [why, hint] = KNOWN[error.code ?? ""] ?? ["the system refuses it", "Check the path, its permissions and the disk."];
  return new BillpError(code, `${where} cannot be used: ${why} (${error.code}).`, { hint, cause: error });
}

/** Runs work on files; what the file system refuses is thrown {@link inPlainWords}. */
export async function onFiles<T>(work: () => T | Promise<T>, code: ErrorCode = "run-folder", path?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw inPlainWords(error, code, path);
  }
}

/** An object all of whose functions throw file-system errors {@link inPlainWords}, those that give promises too. */
export function guardFiles<T extends object>(parts: T, code: ErrorCode = "run-folder"): T {
  const guarded = Object.entries(parts).map(([name, part]) => {
    if (typeof part !== "function") return [name, part];
    const careful = (...given: unknown[]): unknown => {
      try {
        const made: unknown = part.apply(parts, given);
        return made instanceof Promise ? made.catch((error: unknown) => Promise.reject(inPlainWords(error, code))) : made;
      } catch (error) {
        throw inPlainWords(error, code);
      }
    };
    return [name, careful];
  });
  return Object.fromEntries(guarded) as T;
}
