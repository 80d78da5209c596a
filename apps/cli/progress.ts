/** Progress display on stderr: a bar in a terminal that is wide enough, else a plain line now and then. Never on stdout. */
import cliProgress from "cli-progress";
import type { Progress } from "../../experiments/runs/open-run.ts";
import { createTally, wordsOf } from "./tally.ts";
import { columnsOf, note } from "./text.ts";

/** Below this many columns a bar leaves no room for figures. */
const BAR_COLUMNS = 70;
const BAR_SIZE = 20;
/** Time between plain lines. */
const LINE_MS = 5000;

/** What a display shows: how far it is, and figures in words that fit. */
export interface Shown {
  readonly done: number;
  readonly total: number;
  readonly words: (width: number) => string;
}

/** A line that is kept up to date. */
export interface Display {
  /** Shows where things stand now; in plain mode now and then. */
  update(): void;
  /** Ends the display; in plain mode with a last line. */
  stop(): void;
}

/** Watches one run. */
export interface Watch {
  start(total: number): void;
  note(progress: Progress): void;
  stop(): void;
}

/** Opens the display of a run. `label` stands before the figures; `quiet` shows nothing. */
export function openProgress(label: string, quiet = false): Watch {
  if (quiet) return { start() {}, note() {}, stop() {} };
  const tally = createTally();
  let display: Display | null = null;
  return {
    start(total) {
      tally.start(total);
      display = openDisplay(label, () => {
        const now = tally.now();
        return { done: now.done, total: now.total, words: (width) => wordsOf(now, width) };
      });
    },
    note(progress) {
      tally.note(progress);
      display?.update();
    },
    stop: () => display?.stop(),
  };
}

/** Opens a display: a bar where there is room for one, plain lines elsewhere. */
export function openDisplay(label: string, now: () => Shown): Display {
  const plain = !process.stderr.isTTY || columnsOf(process.stderr) < BAR_COLUMNS || process.env.TERM === "dumb";
  return plain ? plainLines(label, now) : bar(label, now);
}

function bar(label: string, now: () => Shown): Display {
  const width = () => columnsOf(process.stderr) - label.length - BAR_SIZE - 6;
  const display = new cliProgress.SingleBar({
    stream: process.stderr,
    format: (_options, params) => `${label}  ${blocks(params.progress)}  ${now().words(width())}`,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false, // signals are watched elsewhere
    fps: 8,
  });
  const update = () => display.update(now().done);
  display.start(now().total, now().done);
  const timer = setInterval(update, 1000); // the clock goes on within long episodes
  timer.unref();
  return {
    update,
    stop() {
      clearInterval(timer);
      display.stop();
    },
  };
}

function blocks(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_SIZE);
  return "█".repeat(full) + "░".repeat(BAR_SIZE - full);
}

function plainLines(label: string, now: () => Shown): Display {
  let last = performance.now();
  let shown = "";
  const say = () => {
    const { done, words } = now();
    const line = `${label}  ${words(columnsOf(process.stderr) - label.length - 3)}`;
    if (line !== shown && done > 0) note(line);
    shown = line;
    last = performance.now();
  };
  return {
    update() {
      if (performance.now() - last >= LINE_MS) say();
    },
    stop: say,
  };
}
