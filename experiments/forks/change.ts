/** Changes of a fork as an update of the graph's state. */
import { BillpError } from "../../core/errors.ts";
import { partsOf } from "../../methods/derived.ts";
import { resolveSettings, splitRecorded } from "../../methods/settings.ts";
import { episodeOf, type State } from "../../nodes/state.ts";
import { dropFrom, type Overrides, settingsWith } from "./overrides.ts";

/** What changes, and what is told of it. */
export interface Change {
  /** New values of the state's fields; of the memories, what is left of them. Null when nothing changes: then the thread just goes on. */
  readonly update: Readonly<Partial<State>> | null;
  /** By name of the plan or setting: before and after. */
  readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>;
  /** Dropped entries, as `memory:id`. */
  readonly dropped: readonly string[];
}

/** The change of a state. @throws BillpError where the state has nothing of the kind, or a value does not fit. */
export function changeOf(state: State, overrides: Overrides): Change {
  const before = resolveSettings(splitRecorded(state.settings).settings);
  const after = settingsWith(before, overrides);
  if (overrides.plan !== null && !partsOf(before.method).planner)
    throw new BillpError("bad-settings", `The method ${before.method} has no Planner, so that a round has no plan.`, {
      hint: "Leave away plan=…",
    });
  const changed: Record<string, readonly [unknown, unknown]> = {};
  if (overrides.plan !== null) changed.plan = [state.plan, overrides.plan];
  for (const field of Object.keys(after) as (keyof typeof after)[])
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) changed[field] = [before[field], after[field]];
  const { kept, dropped } = dropFrom(state, episodeOf(state).visibleUpTo, overrides.drops);
  const update: Partial<State> = {
    ...(overrides.plan === null ? {} : { plan: overrides.plan }),
    ...(Object.keys(changed).some((field) => field !== "plan") ? { settings: after } : {}),
    ...(kept as Partial<State>),
  };
  return { update: Object.keys(update).length === 0 ? null : update, changed, dropped };
}
