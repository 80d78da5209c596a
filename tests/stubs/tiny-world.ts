/** A world small enough for tests that play thousands of episodes: 80 items, 40 users, rewards and distances by arithmetic. */
import type { World } from "../../worlds/world.ts";

const KINDS = ["Drama", "Comedy", "Horror", "Western", "Musical"];
const TRICKY = ['He said "no" (1999)', "<plan> [the film]", "Łódź & Ωmega", "100% {true}"];

/** The same world every time. `id` tells two of them apart. */
export function tinyWorld(id = "tiny@1"): World {
  const items = Array.from({ length: 80 }, (_, i) => ({
    id: i,
    title: TRICKY[i] ?? `Film number ${i} (${1950 + i})`,
    year: 1950 + i,
    categories: [KINDS[i % 5] as string, KINDS[(i * 3 + 1) % 5] as string].filter((k, at, all) => all.indexOf(k) === at),
  }));
  const users = Array.from({ length: 40 }, (_, u) => ({
    id: u,
    key: `u${u}`,
    split: u < 25 ? ("train" as const) : ("test" as const),
    history: [0, 1, 2, 3, 4].map((k) => (u * 7 + k * 11) % 80),
  }));
  const popularity = new Float64Array(80);
  for (const u of users) if (u.split === "train") for (const i of u.history) popularity[i] = (popularity[i] ?? 0) + 1;
  return {
    id,
    noun: { one: "film", many: "films" },
    items,
    users,
    rules: { window: 3, beta: 0.08, ratingThreshold: 2, limit: 8, repeats: "leave", firstRoundSafe: false },
    rewardMax: 5,
    example: {
      history: ["An invented film (1950)", "Another one (1951)"],
      liked: [{ title: "A third (1952)", categories: ["Drama"], reward: 5 }],
      disliked: [{ title: "A fourth (1953)", categories: ["Horror"], reward: 1 }],
    },
    popularity,
    reward: (u, i) => 1 + ((u * 13 + i * 29) % 41) / 10,
    distance: (a, b) => Math.abs(((a * 37) % 80) - ((b * 37) % 80)) / 80,
  };
}
