/** Trace fields of an episode: name, tags and metadata of its root, and the whole trace of a policy's episode. */
import { uuid7 } from "langsmith";
import type { EndedEpisode, TracedEpisode, TracedRun } from "../../core/tracer.ts";
import type { RunFields } from "./prune-run.ts";

/** Name, tags and metadata of an episode's trace, as LangChain's config has them. */
export function headOf({ run, settings, world }: TracedRun, { episode, user, split }: TracedEpisode) {
  const { method, seed, model, models, fidelity } = settings;
  const facts = { method, world: world.id, user, seed, model };
  const roles = Object.fromEntries(Object.entries(models).map(([role, spec]) => [`model_${role}`, spec]));
  return {
    runName: `${run}/episode-${episode}`,
    tags: Object.entries(facts).map(([name, value]) => `${name}:${value}`),
    metadata: { ...facts, ...roles, run, episode, split, fidelity },
  };
}

/** A policy asks no model and runs no graph: its episode is a trace of one run, made when it is over. */
export function policyTrace(run: TracedRun, episode: EndedEpisode, project: string): RunFields {
  const id = uuid7();
  const at = Date.now();
  const { runName, tags, metadata } = headOf(run, episode);
  const rounds = episode.rounds.map(({ title, reward, accepted }) => ({ title, reward, accepted }));
  return {
    id,
    trace_id: id,
    dotted_order: `${new Date(at).toISOString().replace(/[-:.]/g, "").slice(0, -1)}000Z${id}`,
    name: runName,
    run_type: "chain",
    start_time: at,
    end_time: at,
    inputs: { user: episode.user, split: episode.split },
    outputs: { len: episode.len, return: episode.return, end: episode.end, played: { rounds } },
    extra: { metadata },
    tags,
    session_name: project,
  };
}
