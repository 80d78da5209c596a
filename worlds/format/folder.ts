/** Files of a world folder: written all or none, and read back only when manifest and checksums agree. */
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BillpError, messageOf } from "../../core/errors.ts";
import { type Manifest, ManifestSchema } from "./manifest.ts";

const MANIFEST = "manifest.json";

/** A manifest whose `files` and `checksum` are yet to be made. */
export type Draft = Omit<Manifest, "files" | "checksum">;

/** Content of a world folder, by file name, without the manifest. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** One JSON value a line, as UTF-8. */
export function toJsonLines(values: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/**
 * Writes a world folder into a temporary folder beside `out` and renames it, so that a reader sees all or nothing.
 * An earlier world at `out` is replaced; an empty folder too.
 * @throws BillpError `bad-input` when `out` holds something that is no world folder, or cannot be written.
 */
export async function writeFolder(out: string, draft: Draft, files: Files): Promise<Manifest> {
  const content = { ...draft, files: summed(files) };
  const manifest = ManifestSchema.parse({ ...content, checksum: sumOf(content) });
  const target = resolve(out);
  await refuseStranger(target, out);
  let temporary = "";
  try {
    await mkdir(dirname(target), { recursive: true });
    temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(temporary, name), bytes);
    await writeFile(join(temporary, MANIFEST), `${JSON.stringify({ ...content, checksum: manifest.checksum }, null, 2)}\n`);
    // mkdtemp makes folders for the owner alone; a world is for everybody.
    await chmod(temporary, 0o755);
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } catch (error) {
    if (temporary !== "") await rm(temporary, { recursive: true, force: true });
    throw new BillpError("bad-input", `World folder ${out} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return manifest;
}

/**
 * Refuses a target that is in use for anything but a world.
 * @throws BillpError `bad-input` naming the folder.
 */
export async function refuseStranger(target: string, shown: string = target): Promise<void> {
  const names = await readdir(target).catch((error: NodeJS.ErrnoException): string[] | null =>
    error.code === "ENOENT" ? [] : null,
  );
  if (names !== null && (names.length === 0 || names.includes(MANIFEST))) return;
  throw new BillpError("bad-input", `${shown} exists and is no world folder; it is left untouched.`, {
    hint: "Name a new folder with --out, or an earlier world to be replaced.",
  });
}

/**
 * Reads and checks manifest.json and every file it names.
 * @throws BillpError `bad-world` naming the file and what is wrong: missing, of another length, of another checksum, misshapen.
 */
export async function readFolder(folder: string): Promise<{ manifest: Manifest; files: Files }> {
  const manifest = parseManifest(folder, await read(folder, MANIFEST));
  const files: Record<string, Uint8Array> = {};
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = await read(folder, name);
    if (bytes.length !== expected.bytes) {
      throw damaged(folder, name, `has ${bytes.length} bytes, the manifest says ${expected.bytes}`);
    }
    if (sha256(bytes) !== expected.sha256) throw damaged(folder, name, "does not match its checksum in the manifest");
    files[name] = bytes;
  }
  return { manifest, files };
}

/** Error of a world folder that cannot be used: names folder, file and misfit. */
export function damaged(folder: string, file: string, what: string): BillpError {
  return new BillpError("bad-world", `World ${folder} is not usable: ${file} ${what}.`, {
    hint: "Build it again with `billp world build`, or restore the file from where it came.",
  });
}

function parseManifest(folder: string, bytes: Uint8Array): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(folder, MANIFEST, `is no JSON (${messageOf(error)})`);
  }
  const result = ManifestSchema.safeParse(json);
  if (result.success) {
    const { checksum, ...content } = json as Manifest;
    if (sumOf(content) === checksum) return result.data;
    throw damaged(
      folder,
      MANIFEST,
      "does not match its own checksum: it was edited or damaged (a change is a new version of the world)",
    );
  }
  const lines = result.error.issues.slice(0, 5).map((i) => `${i.path.join(".") || "the whole"}: ${i.message}`);
  throw damaged(folder, MANIFEST, `does not fit the format (${lines.join("; ")})`);
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw damaged(folder, name, missing ? "is missing" : `cannot be read (${messageOf(error)})`);
  }
}

function summed(files: Files): Manifest["files"] {
  const entries = Object.entries(files).map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]);
  return Object.fromEntries(entries);
}

function sumOf(content: object): string {
  return sha256(new TextEncoder().encode(JSON.stringify(content)));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
