/** What `billp world build|check|list` do. */
import { BillpError } from "../../core/errors.ts";
import { checkWorld } from "../../experiments/evaluation/world-check.ts";
import { type BuildReport, buildWorld } from "../../worlds/build/build.ts";
import { listWorlds, loadWorld } from "../../worlds/format/load.ts";
import { EXIT } from "./failure.ts";
import type { Field } from "./fields.ts";
import { openStages } from "./stages.ts";
import { pairs, table } from "./table.ts";
import { figure, note, print, printJson, self } from "./text.ts";

/** Builds a world and prints the report. */
export async function buildAction(given: Record<string, unknown>, fields: readonly Field[], json: boolean): Promise<number> {
  const missing = fields.filter((f) => f.required && given[f.path[0] as string] === undefined);
  if (missing.length > 0)
    throw new BillpError("bad-settings", `Missing: ${missing.map((f) => `--${f.flag}`).join(", ")}.`, {
      hint: `For example: ${self()} world build --ratings ratings.csv --items movies.csv --out my-world`,
    });
  const stages = openStages();
  const report = await buildWorld(given as unknown as Parameters<typeof buildWorld>[0], stages.note).finally(stages.stop);
  await (json ? printJson(report) : print(reportText(report)));
  return EXIT.ok;
}

function reportText({ id, out, counts, rules, ratingsRead, dropped, holdOut, remarks, ratings, rewards }: BuildReport): string {
  const left = Object.entries(dropped).filter(([, count]) => count > 0);
  const stars = (values: readonly number[]) => values.map((share) => `${Math.round(100 * share)} %`).join("  ");
  const rows: [string, string][] = [
    ["world", `${id} in ${out}`],
    ["catalogue", `${counts.items} items`],
    ["users", `${counts.users}: ${counts.train} train, ${counts.test} test`],
    ["ratings", `${ratingsRead} read`],
    ...left.map(([reason, count]): [string, string] => ["  left out", `${count} ${reason}`]),
    ["quit rule", `window ${rules.window}, β ${figure(rules.beta, 3)}, rating threshold ${rules.floor}; limit ${rules.limit}`],
    ["hold-out RMSE", `on ${holdOut.ratings} ratings (random 10 %)`],
    ["  global mean", figure(holdOut.globalMean, 4)],
    ["  biases", figure(holdOut.biases, 4)],
    ["  factors", figure(holdOut.factors, 4)],
    ["stars 1 to 5", ""],
    ["  log", stars(ratings.histogram)],
    ["  world", stars(rewards.histogram)],
  ];
  const said = remarks.map((sentence) => `\nNote: ${sentence}\n`).join("");
  return `${pairs(rows)}\n${said}\nNext:\n  ${self()} world check ${out}\n  ${self()} run --world ${out}`;
}

/** Checks a world; exit code 1 when it is outside its band. */
export async function checkAction(name: string, json: boolean): Promise<number> {
  const world = await loadWorld(name);
  if (!json) note(`Playing ${world.manifest.sanity.users} users of ${world.id} with every policy …`);
  const rows = checkWorld(world);
  const ok = rows.every((row) => row.ok);
  if (json) await printJson({ world: world.id, ok, rows });
  else {
    const lines = rows.map((row) => [row.what, figure(row.value), row.band, row.ok ? "ok" : "OUTSIDE"]);
    await print(table(["check", "value", "expected", ""], lines));
  }
  if (!ok) note(`billp: ${world.id} is outside the band of its manifest; results in it would not mean much.`);
  return ok ? EXIT.ok : EXIT.error;
}

/** Lists the embedded worlds. */
export async function listAction(): Promise<number> {
  const worlds = await Promise.all((await listWorlds()).map(async (name) => ({ name, world: await loadWorld(name) })));
  const rows = worlds.map(({ name, world: { manifest, id, userModel = "window" } }) => [
    name,
    id,
    String(manifest.counts.items),
    `${manifest.counts.train} + ${manifest.counts.test}`,
    userModel,
    manifest.source.split(/(?<=\.)\s/)[0] ?? "",
  ]);
  await print(table(["world", "id", "items", "train + test", "user model", "source"], rows));
  await print(`\nA folder made by \`${self()} world build\` is used by its path: --world DIR`);
  return EXIT.ok;
}
