/** Fork from here. */
import type { EpisodePage } from "../../server/view/shapes.ts";
export function ForkForm(_: { run: string; page: EpisodePage; round: number; settings: unknown }) {
  return null;
}
