/** Generator of docs/settings.md from the schemas: `npx tsx tools/scripts/make-docs.ts`. */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { settingsPage } from "../../apps/cli/docs.ts";

await writeFile(fileURLToPath(new URL("../../docs/settings.md", import.meta.url)), settingsPage());
