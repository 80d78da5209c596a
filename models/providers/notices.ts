/** Notices about a model's server, each said once a process. */

/** What was said already. */
const said = new Set<string>();

/** Says a line, unless one of the same key was said before. */
export function sayOnce(key: string, line: string, tell: (line: string) => void = (text) => console.warn(`note: ${text}`)): void {
  if (said.has(key)) return;
  said.add(key);
  tell(line);
}
