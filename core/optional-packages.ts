/** Optional packages: what each is for, how it is installed, and how its absence is recognised. */
import { BillpError } from "./errors.ts";

/** Packages by what they are for; package.json names them as optional peers. */
const PACKAGES = {
  drawing: ["@observablehq/plot", "linkedom"],
  postgres: ["@langchain/langgraph-checkpoint-postgres"],
} as const;

export type OptionalPackages = keyof typeof PACKAGES;

/** The command that installs what is missing. */
export const installCommand = (what: OptionalPackages): string => `npm install ${PACKAGES[what].join(" ")}`;

/** Whether an import failed because one of the packages is not there, and for no other reason. */
export function isNotInstalled(what: OptionalPackages, error: unknown): boolean {
  if (!(error instanceof Error) || !/MODULE_NOT_FOUND$/.test(String((error as { code?: unknown }).code))) return false;
  return PACKAGES[what].some((name) => error.message.includes(`'${name}'`));
}

/** Loads code that needs optional packages. @throws BillpError `package-missing`, with the command that installs them. */
export async function loadOptional<T>(what: OptionalPackages, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isNotInstalled(what, error)) throw error;
    throw new BillpError("package-missing", `${purpose} needs a package that is not installed: ${PACKAGES[what].join(", ")}.`, {
      hint: installCommand(what),
      cause: error,
    });
  }
}
