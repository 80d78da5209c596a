/** Names of earlier versions that are still read, for one version: what each is called now, and a warning the first time one is met. */

const told = new Set<string>();

/** Warns once a process that an old name was met. */
export function warnOldName(old: string, now: string, tell: (line: string) => void = console.warn): void {
  if (told.has(old)) return;
  told.add(old);
  tell(`note: ${old} is called ${now} now; the old name is read by this version only.`);
}

/** The same object with fields of old names under their new ones; a field that is there by its new name wins. No other value is touched. */
export function renameFields(value: unknown, names: Readonly<Record<string, string>>, where: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const now = Object.hasOwn(names, name) ? names[name] : undefined;
    if (now === undefined) return [[name, field] as const];
    warnOldName(`the field \`${name}\` of ${where}`, `\`${now}\``);
    return Object.hasOwn(value, now) ? [] : [[now, field] as const];
  });
  return Object.fromEntries(fields);
}
