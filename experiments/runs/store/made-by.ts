/** Makers of a run: what played it (versions of code, prompts, world, prices, ledger), kept beside the run and never part of its identity. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { sha256 } from "../../../core/hash.ts";
import { packageFile } from "../../../core/package-files.ts";
import { VERSION as LEDGER_VERSION } from "../../../models/ledger/sql.ts";
import { loadPrices, type Prices } from "../../../models/prices.ts";
import { promptsVersion } from "../../../prompts/versions.ts";
import { toldByWindow } from "../../../worlds/user-models/window.ts";
import type { World } from "../../../worlds/world.ts";

const MakerSchema = z.object({
  billp: z.string().describe("Version of the package."),
  prompts: z.string().describe("Versions of the roles' prompts and a hash of their wording."),
  world: z.string().describe("Id of the world and a hash of its content."),
  prices: z.string().describe("Day of the price table and a hash of the prices in force."),
  ledger: z.string().describe("Version of the ledger's form."),
  node: z.string().describe("Version of Node."),
});

/** What made a run, or goes on with it. */
export type Maker = z.output<typeof MakerSchema>;

/** Stands for a version that kept no record of itself. */
export const UNKNOWN_MAKER: Maker = {
  ...{ billp: "an earlier version", prompts: "unknown", world: "unknown" },
  ...{ prices: "unknown", ledger: "unknown", node: "unknown" },
};

const DIGITS = 12;

/** The maker that this process is. @param prices prices in force; default: the shipped table. */
export function makerOf(world: World, prices?: Prices): Maker {
  const table = loadPrices();
  const models = prices ?? table.models;
  return {
    billp: packageVersion(),
    prompts: promptsVersion(toldByWindow),
    world: `${world.id} ${contentOf(world)}`,
    prices: `${table.date} ${sha256(JSON.stringify(Object.entries(models).sort())).slice(0, DIGITS)}`,
    ledger: String(LEDGER_VERSION),
    node: process.version,
  };
}

/** Version of the package, from its package.json. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(packageFile("package.json"), "utf8")) as { version: string }).version;
}

const contents = new WeakMap<World, string>();

/** Hash of a world's content: the checksum of its manifest, or of its data where it was made in code. */
function contentOf(world: World & { readonly manifest?: { readonly checksum: string } }): string {
  const known = contents.get(world) ?? (world.manifest?.checksum ?? hashOf(world)).slice(0, DIGITS);
  contents.set(world, known);
  return known;
}

/** Data of a world made in code, with one true rating of each user. */
function hashOf({ id, noun, items, users, rules, rewardMax, example, userModel, ...world }: World): string {
  const truth = users.map((u, i) => world.reward(u.id, items.length === 0 ? 0 : (i * 7919) % items.length));
  const { popularity } = world;
  return sha256(
    JSON.stringify([id, noun, items, users, rules, rewardMax, example, userModel, [...Array.from(popularity)], truth]),
  );
}

/** One maker as a line of the file. */
export function makerLine({ billp, prompts, world, prices, ledger, node }: Maker): string {
  return JSON.stringify({ billp, prompts, world, prices, ledger, node });
}

/** Makers in the order in which they played; none where the file is missing (versions before it) or damaged. */
export function parseMakers(text: string | null): Maker[] {
  return (text ?? "").split("\n").flatMap((line) => {
    try {
      const parsed = MakerSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

/** What differs between a run's makers and this process, in words; empty where nothing does. Node is named, though the same bytes come from each. */
export function otherVersions(makers: readonly Maker[], now: Maker): string[] {
  if (makers.length === 0) return [`billp: made by an earlier version, which kept no made-by.jsonl; this is ${now.billp}`];
  const names = ["billp", "prompts", "world", "prices", "ledger", "node"] as const;
  return names.flatMap((name) => {
    const then = [...new Set(makers.map((m) => m[name]))];
    return then.length === 1 && then[0] === now[name] ? [] : [`${name}: made with ${then.join(" and ")}, this is ${now[name]}`];
  });
}
