/** What the docs say of the tree: paths that exist, the table of rooms, the old names that are read. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../apps/cli/spawn.ts";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"))
    .filter((f) => f.endsWith(".md"))
    .map((f) => `docs/${f}`),
];
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
/** Folders whose paths may stand in a page as code. */
const FOLDERS = readdirSync(ROOT, { withFileTypes: true }).filter(
  (e) => e.isDirectory() && !/^(\.|node_modules|dist|runs|data)/.test(e.name),
);

it.each(PAGES)("%s: what it links to and the files that it names exist", (page) => {
  const text = read(page).replace(/^```.*?^```$/gms, "");
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((m) => m[1] as string)
    .filter((to) => !/^[a-z]+:/.test(to));
  expect(links.filter((to) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([]);
  const inTree = new RegExp(`^(${FOLDERS.map((e) => e.name).join("|")})/[\\w./-]+$`);
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map((m) => m[1] as string).filter((path) => inTree.test(path));
  // Recipes name files that are not there yet.
  const missing = named.filter((path) => !existsSync(join(ROOT, path)) && !/NAME|\*/.test(path));
  if (page !== "CONTRIBUTING.md") expect(missing).toEqual([]);
});

it("docs/architecture.md has the table of who may import whom", () => {
  const rows = [...read("docs/architecture.md").matchAll(/^\| (\d+) \| `([^`]+)` \| \S.* \|$/gm)].map((m) => [
    Number(m[1]),
    m[2],
  ]);
  const rooms = JSON.parse(read("tools/layers/rooms.json")) as string[][];
  expect(rows).toEqual(rooms.flatMap((row, i) => row.map((room) => [i + 1, room])));
});

it("docs/glossary.md lists the old flags", () => {
  const flags = [...read("apps/cli/old-flags.ts").matchAll(/^ {2}"(--[\w-]+)": "(--[\w-]+)"/gm)].map(
    (m) => `| flag | \`${m[1]}\` | \`${m[2]}\` |`,
  );
  expect(flags.length).toBeGreaterThan(0);
  for (const line of flags) expect(read("docs/glossary.md")).toContain(line);
});
