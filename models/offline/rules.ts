/**
 * The offline model's rules, one function per role. They carry out what the prompts ask, from what the prompts show, with
 * catalogue knowledge only. They are no language model, and claims about language models cannot rest on them.
 */
import { type Knowledge, type Known, kindsIn } from "./knowledge.ts";

/** A prompt, read back: its sections and the system text. */
export interface Asked {
  readonly system: string;
  readonly sections: ReadonlyMap<string, readonly unknown[]>;
}

interface SeenRound {
  title: string;
  categories: string[];
  rating?: number;
  left?: boolean;
}

/** Planner: rank the kinds by what the person had and rated, heed lessons, and never the same kinds in a row. */
export function plan(asked: Asked, knowledge: Knowledge): { reason: string; plan: string } {
  const rounds = roundsOf(asked);
  const liking = likingOf(asked, knowledge);
  const heeded = heed(strings(asked, "lessons"), knowledge);
  const latest = rounds.slice(-4).reverse();
  const score = (kind: string) => {
    const ago = latest.findIndex((r) => r.categories.includes(kind));
    const rest = ago < 0 ? 0 : -1.5 / (ago + 1);
    return (liking.get(kind) ?? 0) + (heeded.get(kind) ?? 0) + rest;
  };
  const ranked = [...knowledge.kinds].sort((a, b) => score(b) - score(a) || a.localeCompare(b));
  const [first, second, third] = ranked;
  const tried = bestPlan(asked);
  const opening = tried === null ? first : (kindsIn(tried, knowledge.kinds)[0] ?? first);
  const worst = ranked.at(-1);
  const rest = [second, third].filter((k) => k !== undefined && k !== opening);
  return {
    reason: `${rounds.length} rounds so far; ${first} stands highest, ${worst} lowest.`,
    plan: `Next ${opening}${rest.length > 0 ? `, then ${rest.join(", then ")}` : ""}. Keep away from ${worst}.`,
  };
}

/** Actor: of the titles it can have, the one that carries out the plan, differs from the last rounds, and is known to please. */
export function act(asked: Asked, knowledge: Knowledge): { reason: string; title: string } {
  const rounds = roundsOf(asked);
  const [planText = ""] = strings(asked, "plan");
  const [toOffer = "", away = ""] = planText.split(/keep away from/i);
  const wanted = kindsIn(toOffer, knowledge.kinds);
  const shunned = kindsIn(away, knowledge.kinds);
  const liking = likingOf(asked, knowledge);
  const used = new Set([...strings(asked, "history"), ...rounds.map((r) => r.title)]);
  const cases = new Map<string, number>();
  for (const c of objects(asked, "cases")) {
    const weight = (c.good === true ? 1 : -1) * Number(c.likeness);
    cases.set(String(c.title), (cases.get(String(c.title)) ?? 0) + weight);
  }
  const latest = rounds.slice(-4).reverse();
  const score = (item: Known): number => {
    let s = item.popularity + 1.5 * (cases.get(item.title) ?? 0);
    if (wanted[0] !== undefined && item.kinds.includes(wanted[0])) s += 1.5;
    for (const kind of item.kinds) s += (0.3 * (liking.get(kind) ?? 0)) / item.kinds.length - (shunned.includes(kind) ? 1 : 0);
    latest.forEach((r, ago) => {
      s -= (1.2 * alike(item.kinds, r.categories)) / (ago + 1);
    });
    return s;
  };
  const chosen = top(candidates(asked, knowledge, cases), used, score);
  return { reason: `${chosen.kinds.join(", ") || "no kind"}; wanted ${wanted[0] ?? "anything"}.`, title: chosen.title };
}

/** Critic: what like situations were worth, else the ratings so far, lower when the last rounds were alike. */
export function judge(asked: Asked): { reason: string; value: number } {
  const rounds = roundsOf(asked);
  const rated = rounds.flatMap((r) => (r.rating === undefined ? [] : [r.rating]));
  const mean = (3 * 3.5 + rated.reduce((a, b) => a + b, 0)) / (3 + rated.length);
  const [a, b] = rounds.slice(-2);
  const close = a !== undefined && b !== undefined ? alike(a.categories, b.categories) : 0;
  const scale = /from (-?\d+(?:\.\d+)?) \(.*? to (-?\d+(?:\.\d+)?) \(/.exec(asked.system);
  const low = Number(scale?.[1] ?? 0);
  const high = Number(scale?.[2] ?? 10);
  const prior = low + (high - low) * (mean / 5) * (0.9 - 0.2 * close);
  let sum = prior;
  let weight = 1;
  for (const v of objects(asked, "values")) {
    const w = 2 * Math.max(0, Number(v.likeness));
    sum += w * Number(v.value);
    weight += w;
  }
  const value = Math.round((sum / weight) * 100) / 100;
  return { reason: `Mean rating ${mean.toFixed(2)}; ${objects(asked, "values").length} like situations.`, value };
}

/** Reflector: which kinds the last two offers shared, which kinds were rated well and poorly. */
export function reflectOn(asked: Asked, knowledge: Knowledge): { diagnosis: string; principle: string } {
  const rounds = roundsOf(asked);
  const left = objects(asked, "end")[0]?.left === true;
  const last = rounds.at(-1);
  const before = rounds.at(-2);
  const shared = last !== undefined && before !== undefined ? last.categories.filter((c) => before.categories.includes(c)) : [];
  const liked = bestRated(rounds, knowledge);
  const offer = liked === undefined ? "" : ` ${liked} was rated well: offer ${liked}.`;
  if (!left) return { diagnosis: "The person stayed to the end.", principle: `Keep changing kinds.${offer}` };
  if (shared.length > 0) {
    const kinds = shared.join(" and ");
    return { diagnosis: `They left when ${kinds} came twice in a row.`, principle: `Change the kind every round.${offer}` };
  }
  const kinds = last?.categories.join(" and ") ?? "nothing";
  return {
    diagnosis: `They left at an offer of ${kinds}.`,
    principle: `Keep away from ${kinds} unless they had it before.${offer}`,
  };
}

/** How much the person seems to like each kind: its share of the history, and the ratings it got. */
function likingOf(asked: Asked, knowledge: Knowledge): Map<string, number> {
  const liking = new Map<string, number>();
  const history = strings(asked, "history").flatMap((t) => knowledge.byTitle.get(t) ?? []);
  for (const item of history) for (const k of item.kinds) liking.set(k, (liking.get(k) ?? 0) + 1 / history.length);
  for (const r of roundsOf(asked)) {
    const said = r.left === true ? -0.5 : ((r.rating ?? 3.5) - 3.5) / 3;
    for (const k of r.categories) liking.set(k, (liking.get(k) ?? 0) + said);
  }
  return liking;
}

/** What lessons say of kinds: to offer them, or to keep away. */
function heed(lessons: readonly string[], knowledge: Knowledge): Map<string, number> {
  const said = new Map<string, number>();
  for (const lesson of lessons) {
    for (const sentence of lesson.split(/[.!?]/)) {
      const sign = /keep away/i.test(sentence) ? -0.3 : /\boffer\b/i.test(sentence) && !/left at/i.test(sentence) ? 0.3 : 0;
      if (sign !== 0) for (const k of kindsIn(sentence, knowledge.kinds)) said.set(k, (said.get(k) ?? 0) + sign / lessons.length);
    }
  }
  return said;
}

/** The earlier plan that was worth most, when it was worth anything. */
function bestPlan(asked: Asked): string | null {
  const plans = objects(asked, "earlier-plans").filter((p) => Number(p.advantage) > 0);
  plans.sort((a, b) => Number(b.advantage) - Number(a.advantage));
  return plans[0] === undefined ? null : String(plans[0].plan);
}

/** The kind with the best ratings of the stay; nothing when none was rated above the middle. */
function bestRated(rounds: readonly SeenRound[], knowledge: Knowledge): string | undefined {
  const total = new Map<string, number>();
  for (const r of rounds) for (const k of r.categories) total.set(k, (total.get(k) ?? 0) + (r.rating ?? 0) - 3.5);
  const of = (k: string) => total.get(k) ?? 0;
  return knowledge.kinds.filter((k) => of(k) > 0).sort((a, b) => of(b) - of(a) || a.localeCompare(b))[0];
}

/** Titles shown in the prompt, remembered good cases, and the well-known titles of the catalogue ("others can be had too"). */
function candidates(asked: Asked, knowledge: Knowledge, cases: ReadonlyMap<string, number>): readonly Known[] {
  const shown = objects(asked, "catalogue").map((o) => String(o.title));
  for (const [title, weight] of cases) if (weight > 0) shown.push(title);
  return [...knowledge.wellKnown, ...shown.flatMap((t) => knowledge.byTitle.get(t) ?? [])];
}

function top(items: readonly Known[], used: ReadonlySet<string>, score: (i: Known) => number): Known {
  let chosen: Known | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const item of items) {
    if (used.has(item.title)) continue;
    const s = score(item);
    if (s > most) {
      most = s;
      chosen = item;
    }
  }
  return chosen ?? { title: "anything else", kinds: [], popularity: 0 };
}

/** Jaccard likeness of two lists of kinds, 0..1. */
function alike(a: readonly string[], b: readonly string[]): number {
  const both = a.filter((k) => b.includes(k)).length;
  const either = new Set([...a, ...b]).size;
  return either === 0 ? 0 : both / either;
}

function roundsOf(asked: Asked): SeenRound[] {
  return objects(asked, "rounds") as unknown as SeenRound[];
}

function strings(asked: Asked, name: string): string[] {
  return (asked.sections.get(name) ?? []).map(String);
}

function objects(asked: Asked, name: string): Record<string, unknown>[] {
  return (asked.sections.get(name) ?? []) as Record<string, unknown>[];
}
