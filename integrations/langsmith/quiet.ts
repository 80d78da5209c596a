/** Silencer of the SDK's own console lines: it prints to the console where it runs, stack traces and texts of answers included. */
import { redact } from "../../core/redaction.ts";

const LEVELS = ["log", "info", "warn", "error"] as const;

/** Runs `work` with the console caught; gives its result and what was said, without keys. One at a time in a process. */
export async function quietly<T>(work: () => Promise<T>): Promise<{ result: T; said: string[] }> {
  const said: string[] = [];
  const before = LEVELS.map((level) => console[level]);
  for (const level of LEVELS) console[level] = (...parts: unknown[]) => void said.push(redact(parts.map(String).join(" ")));
  try {
    return { result: await work(), said };
  } finally {
    LEVELS.forEach((level, i) => {
      console[level] = before[i] as typeof console.log;
    });
  }
}
