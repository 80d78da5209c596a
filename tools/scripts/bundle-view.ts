/** Part of `npm run build`: the page of `billp view` as it is shipped, bundled into dist/apps/view/page/, with the licences of what is in it. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { bundlePage } from "../../apps/view/server/bundle.ts";

const OUT = "dist/apps/view/page";

/** Name, version and licence text of every package that a bundle holds a part of. */
function licences(sources: readonly string[]): string {
  const names = sources.flatMap((s) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(s)?.[1] ?? []);
  return [...new Set(names)]
    .sort()
    .map((name) => {
      const folder = `node_modules/${name}`;
      const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
        version: string;
        license: string;
      };
      const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying|unlicense)/i.test(f));
      return `${name} ${version}: ${license}\n\n${file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
    })
    .join("\n----\n\n");
}

const { files, sources } = await bundlePage("apps/view/page");
mkdirSync(OUT, { recursive: true });
for (const [name, bytes] of Object.entries(files)) writeFileSync(`${OUT}/${name}`, bytes);
for (const name of ["index.html", "icon.svg"]) copyFileSync(`apps/view/page/${name}`, `${OUT}/${name}`);
writeFileSync(`${OUT}/LICENCES.txt`, licences(sources));
