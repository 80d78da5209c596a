/** Policy `cycle`: the five best items by true reward, again and again: the trick that the paper's world rewards (docs/fidelity.md). */
import type { Policy } from "../definition/definition.ts";
import { rankItems } from "./ranking.ts";

/** Items in the circle. */
const LENGTH = 5;

export const cycle: Policy = {
  name: "cycle",
  summary: `goes round the ${LENGTH} best items by true reward, whatever the mask then says`,
  knows: "rewards",
  seeded: false,
  start({ world, simulator, user }) {
    const start = { user, items: [] };
    const circle = rankItems(world, (item) => world.reward(user, item))
      .filter((item) => simulator.allowed(start, item))
      .slice(0, LENGTH);
    return (state) => circle[state.items.length % circle.length] ?? null;
  },
};
