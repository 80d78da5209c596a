/** Part of `npm run build`: the page of `billp view` as it is shipped, bundled into dist/view/. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { bundlePage } from "../server/view/bundle.ts";

const OUT = "dist/view";

mkdirSync(OUT, { recursive: true });
for (const [name, bytes] of Object.entries(await bundlePage("view"))) writeFileSync(`${OUT}/${name}`, bytes);
for (const name of ["index.html", "icon.svg"]) copyFileSync(`view/${name}`, `${OUT}/${name}`);
