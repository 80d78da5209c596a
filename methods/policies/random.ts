/** Policy `random`: draws among the allowed items, by the seed and the user. */
import { makeRandom } from "../../core/random.ts";
import type { Policy } from "../definition/definition.ts";

/** Draws tried before the first allowed item in order is taken. */
const TRIES = 1000;

export const random: Policy = {
  name: "random",
  summary: "draws among the allowed items",
  knows: "catalogue",
  start({ world, simulator, user, seed }) {
    const draws = makeRandom(seed, user);
    return (state) => {
      for (let tries = 0; tries < TRIES; tries++) {
        const item = draws.int(world.items.length);
        if (simulator.allowed(state, item)) return item;
      }
      return world.items.find(({ id }) => simulator.allowed(state, id))?.id ?? null;
    };
  },
};
