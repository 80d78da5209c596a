/** Policy `popular`: goes down the items by how often they occur in the histories of train users. */
import type { Policy } from "../definition/definition.ts";
import { goDown } from "./ranking.ts";

export const popular: Policy = {
  name: "popular",
  summary: "goes down the items by their popularity in train histories",
  knows: "histories",
  seeded: false,
  start: (seat) => goDown(seat, (item) => seat.world.popularity[item] as number),
};
