/** Node `begin-episode`: takes the next user and clears the channels of a round. */
import { Overwrite } from "@langchain/langgraph";
import { BillpError } from "../core/errors.ts";
import { visibleUpTo } from "../memory/visibility.ts";
import type { NodeContext } from "./context.ts";
import type { State, Update } from "./state.ts";

/** Starts the episode of the user at the cursor. Throws `bad-input` when there is no such user. */
export async function beginEpisode(state: State, context: NodeContext): Promise<Update> {
  const user = userAt(context, state);
  const number = state.firstEpisode + state.cursor;
  const { split } = state.users;
  return {
    cursor: state.cursor + 1,
    episode: { number, user, split, visibleUpTo: visibleUpTo(context.settings, number, split) },
    plan: null,
    action: null,
    rounds: new Overwrite([]),
    judgements: new Overwrite([]),
  };
}

/** How many users the input names. */
export function userCount(users: State["users"]): number {
  return users.ids?.length ?? users.count;
}

function userAt(context: NodeContext, { users, cursor }: State): number {
  if (cursor >= userCount(users))
    throw new BillpError("bad-input", `users: all ${cursor} of them were played`, {
      hint: "Set `cursor` to 0 or name more users.",
    });
  if (users.ids !== null) {
    const id = users.ids[cursor] as number;
    if (context.users[id]?.split === users.split) return id;
    throw new BillpError(
      "bad-input",
      `users.ids[${cursor}]: user ${id} is not in the ${users.split} split of world ${context.catalogue.id}`,
      {
        hint: `World ${context.catalogue.id} has users 0 to ${context.users.length - 1}.`,
      },
    );
  }
  const of = context.users.filter((u) => u.split === users.split);
  if (of.length === 0)
    throw new BillpError("bad-input", `users.split: world ${context.catalogue.id} has no ${users.split} users`);
  return (of[(users.from + cursor) % of.length] as { id: number }).id;
}
