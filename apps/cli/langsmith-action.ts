/** What `billp langsmith push` and `prompts push|pull` do. */
import { BillpError } from "../../core/errors.ts";
import { ROLES, type Role } from "../../core/settings.ts";
import { type PushedPrompt, pullDifference, pushRolePrompts } from "../../integrations/langsmith/hub.ts";
import { type Pushed, pushRun } from "../../integrations/langsmith/push.ts";
import { EXIT } from "./failure.ts";
import { pairs, table } from "./table.ts";
import { print, printJson, self, write } from "./text.ts";

/** Pushes a run and says where it went. */
export async function push(folder: string, dataset: string | null, json: boolean): Promise<number> {
  const pushed = await pushRun(folder, dataset);
  await (json ? printJson(pushed) : print(pushedText(pushed)));
  return EXIT.ok;
}

function pushedText({ dataset, id, url, added, known }: Pushed): string {
  const rows: [string, string][] = [
    ["dataset", dataset],
    ["id", id],
    ...(url === null ? [] : [["address", url] as [string, string]]),
    ["examples", `${added} added${known === 0 ? "" : `, ${known} were there`}`],
  ];
  return `${pairs(rows)}\n\nNext:\n  ${self()} langsmith replay ${dataset} --method react`;
}

/** Pushes the prompts of these roles, of all when none is named. */
export async function pushPrompts(names: readonly string[]): Promise<number> {
  const pushed = await pushRolePrompts(names.length === 0 ? ROLES : names.map(roleOf));
  const row = ({ name, version, commit, state, url }: PushedPrompt) => [name, `v${version}`, commit, state, url ?? ""];
  await print(table(["prompt", "version", "commit", "", "address"], pushed.map(row)));
  return EXIT.ok;
}

/** Shows the difference between a prompt of the hub and the one here; nothing when they are the same. */
export async function pullPrompt(name: string, against: string | null): Promise<number> {
  const { difference, title } = await pullDifference(name, against === null ? null : roleOf(against));
  await write(difference ?? `${title}: the same as here.\n`);
  return EXIT.ok;
}

function roleOf(name: string): Role {
  const role = ROLES.find((r) => r === name);
  if (role !== undefined) return role;
  throw new BillpError("bad-settings", `There is no role ${name}.`, { hint: `Roles: ${ROLES.join(", ")}.` });
}
