/** Scratch copies of the tree: faults are made there, never in the tree itself. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "./list/fault.ts";

/** A copy of the tree that shares its node_modules. */
export interface Scratch {
  readonly root: string;
  /** Makes the fault; the function it gives takes it back. */
  make(fault: Fault): () => void;
  remove(): void;
}

const NOT_COPIED = new Set([".git", "node_modules", "dist", "runs", ".langgraph_api"]);

/** Copies the tree as it is, uncommitted changes included. */
export function makeScratch(from: string): Scratch {
  const root = mkdtempSync(join(tmpdir(), "billp-faults-"));
  for (const name of readdirSync(from))
    if (!NOT_COPIED.has(name)) cpSync(join(from, name), join(root, name), { recursive: true });
  symlinkSync(join(from, "node_modules"), join(root, "node_modules"));
  return {
    root,
    make({ file, from: text, to }) {
      const path = join(root, file);
      const source = readFileSync(path, "utf8");
      writeFileSync(
        path,
        source.replace(text, () => to),
      );
      return () => writeFileSync(path, source);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
