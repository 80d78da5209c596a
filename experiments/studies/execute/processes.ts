/** Pool of child processes that play runs. Used where every model is in-process: then the processor is the limit, and nothing has to be shared. */
import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BillpError, type ErrorCode } from "../../../core/errors.ts";
import type { Progress } from "../../runs/open-run.ts";
import type { RunSpec } from "../spec/run-specs.ts";
import type { PlayRunOptions } from "./play-run.ts";

/** Options that can be sent to a process. */
type Plain = Pick<PlayRunOptions, "runs" | "workers" | "keepCheckpoints" | "checkpoints">;

/** What a process is told. */
export type Order = { readonly kind: "play"; readonly runSpec: RunSpec; readonly options: Plain } | { readonly kind: "stop" };

/** What it answers. */
export type Report =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "played" }
  | { readonly kind: "failed"; readonly code: ErrorCode | null; readonly message: string; readonly hint: string | undefined };

/** Plays one run of a study after another. */
export interface RunPlayer {
  play(runSpec: RunSpec, onProgress: (progress: Progress) => void): Promise<void>;
  close(): void;
}

/**
 * Opens a process. When `signal` fires, the run in it ends in order and `play` throws the signal's reason. A process that dies takes only
 * the run with it that it played; the next one gets a new process.
 */
export function openProcess(options: PlayRunOptions): RunPlayer & { pid(): number | undefined } {
  const { runs, workers, keepCheckpoints, checkpoints, signal } = options;
  const start = () => startChild(options.processEntry ?? ENTRY);
  let child = start();
  const stop = () => send(child, { kind: "stop" });
  signal?.addEventListener("abort", stop, { once: true });
  return {
    pid: () => child.pid,
    play(runSpec, onProgress) {
      if (!alive(child)) child = start();
      return new Promise<void>((done, fail) => {
        const end = (settle: () => void) => {
          child.off("message", hear).off("exit", gone).off("error", broken);
          settle();
        };
        const gone = (code: number | null, name: string | null) =>
          end(() => fail(new Error(`the process that played ${runSpec.id} ended (${name ?? `exit code ${code}`})`)));
        const broken = (error: Error) => end(() => fail(error));
        const hear = (report: Report) => {
          if (report.kind === "progress") onProgress(report.progress);
          else if (report.kind === "played") end(done);
          else end(() => fail(signal?.aborted ? signal.reason : errorOf(report)));
        };
        child
          .on("message", hear as (message: unknown) => void)
          .once("exit", gone)
          .once("error", broken);
        send(child, { kind: "play", runSpec, options: { runs, workers, keepCheckpoints, checkpoints } });
      });
    },
    close() {
      signal?.removeEventListener("abort", stop);
      if (child.connected) child.disconnect(); // the process ends by itself then
    },
  };
}

const sources = import.meta.url.endsWith(".ts");
const ENTRY = new URL(sources ? "./process.ts" : "./process.js", import.meta.url);

function startChild(entry: URL): ChildProcess {
  const execArgv = sources ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] : [];
  return fork(fileURLToPath(entry), { execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

const alive = (child: ChildProcess) => child.connected && child.exitCode === null && child.signalCode === null;

function send(child: ChildProcess, order: Order): void {
  if (alive(child)) child.send(order, () => {}); // one that dies meanwhile says so by "exit"
}

function errorOf({ code, message, hint }: Extract<Report, { kind: "failed" }>): Error {
  return code === null ? new Error(message) : new BillpError(code, message, { hint });
}
