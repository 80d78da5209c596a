/** Where a key moves to in a table. */
import { clamp } from "../../../../core/math.ts";

/** The part of a key press that counts. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The new row, or null for a key that moves nowhere. */
export function moveBy(event: Pressed, at: number, rows: number, page: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || rows === 0) return null;
  const step: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    j: at + 1,
    k: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: rows - 1,
  };
  const to = step[event.key];
  return to === undefined ? null : clamp(to, 0, rows - 1);
}
