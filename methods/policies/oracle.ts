/** Policy `oracle`: follows a look-ahead search with full knowledge, then goes on as `greedy`. */
import type { Policy } from "../definition/definition.ts";
import { searchOracle } from "./oracle-search.ts";
import { goDown } from "./ranking.ts";

export const oracle: Policy = {
  name: "oracle",
  summary: "follows a beam search that knows every reward, then goes on as greedy",
  knows: "rewards",
  seeded: false,
  ceiling: true,
  start(seat) {
    const { world, simulator, user } = seat;
    const found = searchOracle(world, simulator, user);
    const rest = goDown(seat, (item) => world.reward(user, item));
    return (state) => found[state.items.length] ?? rest(state);
  },
};
