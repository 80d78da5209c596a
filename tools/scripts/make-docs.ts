/** Generator of docs/settings.md and the tables of docs/methods.md. `npx tsx tools/scripts/make-docs.ts` */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { methodsPage, settingsPage } from "../../apps/cli/docs.ts";

const page = (name: string) => fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
await writeFile(page("settings"), settingsPage());
await writeFile(page("methods"), methodsPage(await readFile(page("methods"), "utf8")));
