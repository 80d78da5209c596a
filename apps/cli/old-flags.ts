/** Flags of earlier versions, taken for one version under their new names. */
import { warnOldName } from "../../core/old-names.ts";
import { note } from "./text.ts";

/** Old flag → new flag. */
const OLD_FLAGS: Readonly<Record<string, string>> = {
  "--lanes": "--workers",
  "--beside": "--parallel-runs",
  "--concurrent": "--max-concurrent-calls",
};

/** The arguments with old flags under their new names (`--old 4` and `--old=4` alike); each is warned of once, on stderr. */
export function renameFlags(argv: readonly string[], tell: (line: string) => void = note): string[] {
  return argv.map((arg) => {
    const [flag = "", ...value] = arg.split("=");
    const now = Object.hasOwn(OLD_FLAGS, flag) ? OLD_FLAGS[flag] : undefined;
    if (now === undefined) return arg;
    warnOldName(flag, now, tell);
    return [now, ...value].join("=");
  });
}
