/** npm as a child process, on every system: by its own script where npm started us, for `npm.cmd` cannot be spawned without a shell. */

/** What to spawn for `npm ARGUMENTS`. */
export function npmCommand(...args: string[]): { command: string; args: string[]; shell: boolean } {
  const script = process.env.npm_execpath;
  if (script?.endsWith(".js")) return { command: process.execPath, args: [script, ...args], shell: false };
  return { command: "npm", args, shell: process.platform === "win32" };
}
