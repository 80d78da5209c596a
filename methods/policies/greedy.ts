/** Policy `greedy`: goes down the items by the user's true reward. */
import type { Policy } from "../definition/definition.ts";
import { goDown } from "./ranking.ts";

export const greedy: Policy = {
  name: "greedy",
  summary: "goes down the items by the user's true reward",
  knows: "rewards",
  seeded: false,
  start: (seat) => goDown(seat, (item) => seat.world.reward(seat.user, item)),
};
