/** Progress of a build in stages, on stderr: one line that is rewritten in a terminal, else a line per stage. */
import { columnsOf, note } from "./text.ts";

/** Opens the display; `note` is what a build reports to. */
export function openStages() {
  const terminal = process.stderr.isTTY && process.env.TERM !== "dumb";
  let shown = "";
  const wipe = () => terminal && shown !== "" && process.stderr.write("\r\x1b[K");
  return {
    note(stage: string, share: number): void {
      const line = terminal ? `${stage} ${Math.round(100 * share)} %` : stage;
      if (line === shown) return;
      wipe();
      shown = line;
      if (terminal) process.stderr.write(line.slice(0, columnsOf(process.stderr) - 1));
      else note(`${line} …`);
    },
    stop(): void {
      wipe();
      shown = "";
    },
  };
}
