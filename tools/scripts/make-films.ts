/**
 * Generator of the embedded worlds from vega-datasets' movies.json: `npx tsx tools/scripts/make-films.ts [DATA]`, DATA a folder that the
 * worlds' folders come into. Deterministic: the same package version gives the same bytes.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFolder } from "../../worlds/format/write.ts";
import { cleanFilms } from "./films/clean.ts";
import { makePatientFilms } from "./films/patience-world.ts";
import { makeFilmsWorld } from "./films/world.ts";

const source = fileURLToPath(new URL("../../node_modules/vega-datasets/data/movies.json", import.meta.url));
const data = process.argv[2] ?? fileURLToPath(new URL("../../data", import.meta.url));

const { films, dropped } = cleanFilms(JSON.parse(await readFile(source, "utf8")));
console.log(`${films.length} films, dropped ${JSON.stringify(dropped)}`);
const first = makeFilmsWorld(films, dropped);
const patient = makePatientFilms(films, dropped);
const worlds = [
  { folder: "films", draft: first.draft, files: first.files },
  ...Object.values(patient.drafts).map((draft) => ({ folder: `${draft.name}@${draft.version}`, draft, files: patient.files })),
];
for (const { folder, draft, files } of worlds) {
  const manifest = await writeFolder(join(data, folder), draft, files);
  console.log(`${folder}: reached ${JSON.stringify(manifest.calibration.reached)}`);
  console.log(`${folder}: rules ${JSON.stringify(manifest.rules)}`);
}
