/** Failure messages and exit codes. */
import { CommanderError } from "commander";
import { BillpError, type ErrorCode, firstOf, messageOf } from "../../core/errors.ts";
import { inPlainWords } from "../../core/file-errors.ts";
import { redact } from "../../core/redaction.ts";
import { note } from "./text.ts";

/** Exit codes; docs/cli.md explains them. */
export const EXIT = { ok: 0, error: 1, usage: 2, budget: 3, interrupted: 130 } as const;

const EXIT_OF: Partial<Record<ErrorCode, number>> = {
  "bad-settings": EXIT.usage,
  "bad-study": EXIT.usage,
  budget: EXIT.budget,
  interrupted: EXIT.interrupted,
};

/** Prints the error on stderr, without a stack trace unless BILLP_DEBUG is set, and gives the exit code. */
export function reportFailure(thrown: unknown): number {
  // Commander has printed its own message by now; help and version count as errors there, with code 0.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const error = inPlainWords(firstOf(thrown)); // whatever command a folder failed in
  const lines = [`billp: ${messageOf(error)}`];
  if (error instanceof BillpError) {
    if (error.hint !== undefined) lines.push(`  ${error.hint}`);
  } else lines.push("  This is not an error billp expects. BILLP_DEBUG=1 shows where it comes from; please report it.");
  if (process.env.BILLP_DEBUG) lines.push(traceOf(error));
  note(redact(lines.join("\n")));
  return error instanceof BillpError ? (EXIT_OF[error.code] ?? EXIT.error) : EXIT.error;
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
