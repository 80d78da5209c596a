/** Progress on stderr: a bar in a terminal that is wide enough, else a plain line now and then. Never on stdout. */
import cliProgress from "cli-progress";
import type { Progress } from "../experiments/session.ts";
import { createTally, type Tally, wordsOf } from "./tally.ts";
import { columnsOf, note } from "./text.ts";

/** Below this many columns a bar leaves no room for figures. */
const BAR_COLUMNS = 70;
const BAR_SIZE = 20;
/** Time between plain lines. */
const LINE_MS = 5000;

/** Watches one run. */
export interface Watch {
  start(total: number): void;
  note(progress: Progress): void;
  /** Ends the display; in plain mode with a last line. */
  stop(): void;
}

/** Opens the display. `label` stands before the figures; `quiet` shows nothing. */
export function openProgress(label: string, quiet = false): Watch {
  if (quiet) return { start() {}, note() {}, stop() {} };
  const plain = !process.stderr.isTTY || columnsOf(process.stderr, 80) < BAR_COLUMNS || process.env.TERM === "dumb";
  return plain ? plainLines(label) : bar(label);
}

function bar(label: string): Watch {
  const tally = createTally();
  const width = () => columnsOf(process.stderr, 80) - label.length - BAR_SIZE - 6;
  const display = new cliProgress.SingleBar({
    stream: process.stderr,
    format: (_options, params) => `${label}  ${blocks(params.progress)}  ${wordsOf(tally.now(), width())}`,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false, // signals are watched elsewhere
    fps: 8,
  });
  let timer: NodeJS.Timeout | undefined;
  const draw = (now: Tally) => display.update(now.done);
  return {
    start(total) {
      tally.start(total);
      display.start(total, 0);
      timer = setInterval(() => draw(tally.now()), 1000); // the clock goes on within long episodes
      timer.unref();
    },
    note(progress) {
      tally.note(progress);
      draw(tally.now());
    },
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

function plainLines(label: string): Watch {
  const tally = createTally();
  let last = performance.now();
  let shown = "";
  const say = () => {
    const line = `${label}  ${wordsOf(tally.now(), columnsOf(process.stderr, 120) - label.length - 3)}`;
    if (line !== shown && tally.now().done > 0) note(line);
    shown = line;
    last = performance.now();
  };
  return {
    start: (total) => tally.start(total),
    note(progress) {
      tally.note(progress);
      if (performance.now() - last >= LINE_MS) say();
    },
    stop: say,
  };
}
