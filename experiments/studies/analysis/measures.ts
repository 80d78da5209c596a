/** Measures that arms are compared in: what each is, and how runs become its value and its measurements. docs/metrics.md explains each. */
import { ratio, sum } from "../../../core/math.ts";
import { diversityOf, inLongTail, inMajority, noveltyOf, recommended } from "../../evaluation/catalogue-metrics.ts";
import { advantagesOf } from "../../evaluation/metrics.ts";
import type { Episode } from "../../evaluation/record.ts";
import { correlationDeleted, coverageDeleted, coveragePerRecommendationDeleted, giniDeleted } from "./jackknife.ts";
import { type MeasuredRun, type Measuring, meanOf, meanOfSome, type Parts, ratioOf, statisticOf } from "./measurements.ts";
import type { MeasureInfo } from "./result.ts";

export type { MeasureContext, Measured, MeasuredRun } from "./measurements.ts";

/** A measure: what people read about it, and its computation. */
export interface Measure {
  readonly info: MeasureInfo;
  readonly measure: Measuring;
}

const say = (id: string, name: string, better: MeasureInfo["better"], percent: boolean, about: string): MeasureInfo => {
  return { id, name, about, better, percent, headline: ["rTraj", "len", "rEach"].includes(id) };
};

/** Share of what is true of it, in a list. */
const counted = <T>(list: readonly T[], test: (x: T) => boolean): Parts => [list.filter(test).length, list.length];
const overItems = (e: Episode, test: (item: number) => boolean): Parts => counted(recommended([e]), test);
const ended = (how: string) => meanOf((e) => Number((e.end.kind === "quit" ? e.end.reason : e.end.kind) === how));

/** In the order in which tables show them; the headline measures first. */
export const MEASURES: readonly Measure[] = [
  {
    info: say("rTraj", "R_traj", "higher", false, "mean over episodes of the sum of the rewards"),
    measure: meanOf((e) => e.return),
  },
  { info: say("len", "Len", "higher", false, "mean over episodes of the accepted rounds"), measure: meanOf((e) => e.len) },
  {
    info: say("rEach", "R_each", "higher", false, "rewards / accepted rounds, both summed over all episodes"),
    measure: ratioOf(() => (e) => [e.return, e.len]),
  },
  {
    info: say(
      "rEachPerEpisode",
      "R_each by episode",
      "higher",
      false,
      "mean reward of an episode, mean over episodes with Len > 0",
    ),
    measure: meanOfSome(() => (e) => ratio(e.return, e.len)),
  },
  {
    info: say("roundsPlayed", "Rounds", null, false, "mean over episodes of all rounds, the quitting one included"),
    measure: meanOf((e) => e.rounds.length),
  },
  { info: say("quits.repeat", "Left: repeat", null, true, "episodes that ended by a repetition"), measure: ended("repeat") },
  {
    info: say("quits.similar", "Left: similar", null, true, "episodes that ended by too similar items"),
    measure: ended("similar"),
  },
  {
    info: say("quits.dislike", "Left: dislike", null, true, "episodes that ended by a disliked item"),
    measure: ended("dislike"),
  },
  { info: say("quits.limit", "Reached limit", null, true, "episodes cut off at the step limit"), measure: ended("limit") },
  {
    info: say("quits.unusable", "Unusable", "lower", true, "episodes that ended for want of a usable answer"),
    measure: ended("unusable"),
  },
  {
    info: say("replacedRate", "Replaced", "lower", true, "grounded rounds with another item than the proposal"),
    measure: ratioOf(() => (e) => {
      const grounded = e.rounds.filter((r) => r.replaced !== null);
      return counted(grounded, (r) => r.replaced === true);
    }),
  },
  {
    info: say(
      "criticCorrelation",
      "Critic r",
      "higher",
      false,
      "Pearson of V and the realised return over a run's rounds, mean of runs",
    ),
    measure: statisticOf(correlationDeleted("all")),
  },
  {
    info: say("criticCorrelationWithin", "Critic r within", "higher", false, "the same within episodes, mean of runs"),
    measure: statisticOf(correlationDeleted("within")),
  },
  {
    info: say("encouraged.accepted", "A ≥ 0, accepted", "higher", true, "accepted rounds with A ≥ 0"),
    measure: ratioOf(() => (e) => counted(advantagesOf(e).accepted, (a) => a >= 0)),
  },
  {
    info: say("encouraged.quitting", "A ≥ 0, quitting", "lower", true, "quitting rounds with A ≥ 0"),
    measure: ratioOf(() => (e) => counted(advantagesOf(e).quitting, (a) => a >= 0)),
  },
  {
    info: say("coverage", "Coverage", "higher", true, "distinct items of a run / catalogue, mean of runs"),
    measure: statisticOf(coverageDeleted),
  },
  {
    info: say(
      "coveragePerRecommendation",
      "Distinct",
      "higher",
      true,
      "distinct items of a run / its recommendations, mean of runs",
    ),
    measure: statisticOf(coveragePerRecommendationDeleted),
  },
  {
    info: say("majority", "Majority", null, true, "recommendations with a majority category"),
    measure: ratioOf(({ world }) => {
      const test = inMajority(world);
      return (e) => overItems(e, test);
    }),
  },
  {
    info: say("gini", "Gini", "lower", false, "concentration of a run's recommendations over the catalogue, mean of runs"),
    measure: statisticOf(giniDeleted),
  },
  {
    info: say("longTail", "Long tail", null, true, "recommendations outside the most popular fifth"),
    measure: ratioOf(({ world }) => {
      const test = inLongTail(world);
      return (e) => overItems(e, test);
    }),
  },
  {
    info: say("diversity", "Diversity", "higher", false, "distance of two accepted items, mean over episodes with Len ≥ 2"),
    measure: meanOfSome(
      ({ world }) =>
        (e) =>
          diversityOf(e, world),
    ),
  },
  {
    info: say(
      "novelty",
      "Novelty",
      null,
      false,
      "−ln of the share of train users with the item, mean over recommendations; nats",
    ),
    measure: ratioOf(({ world }) => {
      const scoreOf = noveltyOf(world);
      return (e) => {
        const items = recommended([e]);
        return [sum(items.map((i) => scoreOf(i))), items.length];
      };
    }),
  },
];

/** Reasons of user models beside the paper's. */
export const FURTHER_MEASURES: readonly Measure[] = [
  { info: say("quits.tired", "Left: tired", null, true, "episodes that ended by too much of a kind"), measure: ended("tired") },
  {
    info: say("quits.patience", "Left: patience", null, true, "episodes that ended by spent patience"),
    measure: ended("patience"),
  },
];

/** The measures of some runs: reasons for leaving that the paper's users do not know are counted where one of them occurs. */
export function measuresOf(runs: Iterable<MeasuredRun>): readonly Measure[] {
  const ends = new Set([...runs].flatMap(({ episodes }) => episodes.map(({ end }) => `quits.${end.reason}`)));
  return [...MEASURES, ...FURTHER_MEASURES.filter(({ info }) => ends.has(info.id))];
}
