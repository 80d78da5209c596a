/** Errors of billp: every failure a person can cause or mend carries a closed code and says what to do. */

/** Closed list of error codes; each is explained in docs/errors.md. */
export type ErrorCode =
  | "bad-settings"
  | "bad-input"
  | "bad-study"
  | "bad-world"
  | "bad-model"
  | "model-refused"
  | "budget"
  | "resume-mismatch"
  | "run-folder"
  | "package-missing"
  | "sqlite-missing"
  | "langsmith"
  | "no-session"
  | "session-conflict"
  | "interrupted";

/**
 * An error meant for the person who runs billp.
 * `message` says what is wrong and where; `hint` says what to do next. The CLI prints both and never a stack trace.
 */
export class BillpError extends Error {
  override readonly name = "BillpError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The error that says most when several nodes of one superstep failed, which LangGraph throws together: ours before any other. */
export function firstOf(error: unknown): unknown {
  if (!(error instanceof AggregateError)) return error;
  return error.errors.find((e) => e instanceof BillpError) ?? error.errors[0] ?? error;
}

/** Text of an unknown thrown value, for wrapping into a {@link BillpError}. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
