/** Files of a world folder: sealed by checksums, and read back only when manifest and checksums agree. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BillpError, messageOf } from "../../core/errors.ts";
import { inPlainWords } from "../../core/file-errors.ts";
import { type Manifest, ManifestSchema } from "./manifest.ts";

/** Name of the file that makes a folder a world. */
export const MANIFEST = "manifest.json";

/** A manifest whose `files` and `checksum` are yet to be made. */
export type Draft = Omit<Manifest, "files" | "checksum">;

/** Content of a world folder, by file name, without the manifest. */
export type Files = Readonly<Record<string, Uint8Array>>;

/** One JSON value a line, as UTF-8. */
export function toJsonLines(values: readonly unknown[]): Uint8Array {
  return new TextEncoder().encode(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/** The manifest of a draft and its files, with all checksums, and its text. Throws where the draft is not of the format. */
export function sealed(draft: Draft, files: Files): { manifest: Manifest; text: string } {
  const content = { ...draft, files: summed(files) };
  const manifest = ManifestSchema.parse({ ...content, checksum: sumOf(content) });
  return { manifest, text: `${JSON.stringify({ ...content, checksum: manifest.checksum }, null, 2)}\n` };
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
    if (!missing) throw inPlainWords(error, "bad-world");
    throw damaged(folder, name, "is missing");
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
