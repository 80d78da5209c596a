/** Generator of data/films from vega-datasets' movies.json: `npx tsx tools/scripts/make-films.ts [OUT]`. Deterministic: the same package version gives the same bytes. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { writeFolder } from "../../worlds/format/write.ts";
import { cleanFilms } from "./films/clean.ts";
import { makeFilmsWorld } from "./films/world.ts";

const source = fileURLToPath(new URL("../../node_modules/vega-datasets/data/movies.json", import.meta.url));
const out = process.argv[2] ?? fileURLToPath(new URL("../../data/films", import.meta.url));

const { films, dropped } = cleanFilms(JSON.parse(await readFile(source, "utf8")));
const { draft, files } = makeFilmsWorld(films, dropped);
const manifest = await writeFolder(out, draft, files);
console.log(`${films.length} films, dropped ${JSON.stringify(dropped)}`);
console.log(`reached ${JSON.stringify(manifest.calibration.reached)}`);
console.log(`rules ${JSON.stringify(manifest.rules)}`);
