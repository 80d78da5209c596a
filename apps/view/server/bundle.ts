/** Page bundle: made ahead in an installed package, bundled from the sources at start in a clone. Nothing comes from elsewhere. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { BillpError, messageOf } from "../../../core/errors.ts";

/** What is served beside the API, by path. */
export type Assets = ReadonlyMap<string, { readonly type: string; readonly bytes: Uint8Array }>;

const TYPES = {
  "index.html": "text/html; charset=utf-8",
  "page.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** Folder of the page: its sources beside server/ in a clone, its bundle in the same place of dist/. */
const FOLDER = new URL("../page/", import.meta.url);

/** Reads the bundle, or makes it (below a second). @throws BillpError `bad-input` when it cannot be made. */
export async function loadAssets(): Promise<Assets> {
  const made = existsSync(new URL("page.js", FOLDER)) ? null : await bundlePage(fileURLToPath(FOLDER));
  const assets = new Map<string, { type: string; bytes: Uint8Array }>();
  for (const [name, type] of Object.entries(TYPES))
    assets.set(`/${name}`, { type, bytes: made?.files[name] ?? (await readFile(new URL(name, FOLDER))) });
  assets.set("/", assets.get("/index.html") as { type: string; bytes: Uint8Array });
  return assets;
}

/** A bundle: page.js and page.css, and the files that it was made of, relative to the working directory. */
export interface Bundle {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly sources: readonly string[];
}

/** Bundles the sources in `folder`. @throws BillpError `bad-input` when it cannot be done. */
export async function bundlePage(folder: string): Promise<Bundle> {
  try {
    const { build } = await import("esbuild");
    const { outputFiles, metafile } = await build({
      entryPoints: [`${folder}/page.tsx`],
      bundle: true,
      write: false,
      minify: true,
      format: "esm",
      target: "es2023",
      jsx: "automatic",
      jsxImportSource: "preact",
      outdir: folder,
      legalComments: "none",
      logLevel: "silent",
      metafile: true,
    });
    const files = Object.fromEntries(outputFiles.map((f) => [f.path.split(/[\\/]/).at(-1) as string, f.contents]));
    return { files, sources: Object.keys(metafile.inputs) };
  } catch (error) {
    throw new BillpError("bad-input", `The page cannot be bundled: ${messageOf(error)}`, {
      hint: "In a clone, `npm ci` brings what it needs (esbuild among it).",
      cause: error,
    });
  }
}
