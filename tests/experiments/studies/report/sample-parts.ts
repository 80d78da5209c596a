/** Critic's study and episodes of the invented study. */
import type { CriticStudy, ShownEpisode } from "../../../../experiments/studies/analysis/result.ts";

export function critic(random: () => number): CriticStudy {
  const byRound = Array.from({ length: 18 }, (_, i) => {
    const n = Math.round(1500 * 0.82 ** i);
    const meanG = 14 - 0.55 * i + random();
    return { round: i + 1, n, meanV: 19 - 0.2 * i + random(), meanG, sdV: n > 1 ? 4 + random() : null, sdG: n > 1 ? 7 : null };
  });
  return {
    ...{ trajectories: 1500, rounds: 7421, bias: 5.31, sdV: 4.4, sdG: 7.02, rmse: 9.13, correlation: 0.21 + 0.1 * random() },
    correlationWithin: null,
    sameState: { users: 300, varV: 3.2, varG: 31.7 },
    byRound,
  };
}

const TITLES = ["Quiet Harbour", "The Long Way Up", "<script>alert(1)</script>", "Zoë & the 100% _Club_ #4", "夜の港"];

export function shown(id: string, random: () => number, rTraj: number, valued: boolean): ShownEpisode[] {
  return (["worst", "median", "best"] as const).map((why, k) => {
    const len = [1, 5, 9][k]!;
    const rounds = Array.from({ length: len + 1 }, (_, i) => {
      const accepted = i < len;
      return {
        plan: valued ? `Offer something ${i % 2 ? "calm" : "loud"} <img src=x onerror=alert(1)> & vary the genre` : null,
        proposal: i === 2 ? null : `recommend[${TITLES[i % 5]}]`,
        title: i === 3 ? null : TITLES[i % 5]!,
        reward: accepted ? 1 + Math.floor(5 * random()) : 0,
        accepted,
        value: valued ? 12 + 4 * random() : null,
        advantage: valued && accepted ? 4 * random() - 2 : null,
      };
    });
    const total = rounds.reduce((sum, r) => sum + r.reward, 0);
    const name = `episode-${id.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${why}`;
    return {
      id: name,
      why,
      seed: 1,
      episode: 10 * k + Math.round(rTraj),
      user: 40 + k,
      len,
      return: total,
      end: "repeat",
      rounds,
    };
  });
}
