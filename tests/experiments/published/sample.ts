/** Invented lines in the form of the recordings. */
export interface Step {
  thought: string;
  reply: string;
  proposed: string;
  item: string;
  nudge: string[];
  reward: number;
  status: string;
  critic: string;
  sign: number;
}

export const step = (over: Partial<Step> = {}): Step => {
  const words = {
    thought: "Offer something calm.",
    reply: "recommend[Quiet Harbour]",
    proposed: "Quiet Harbour",
    item: "Quiet Harbour",
  };
  return { ...words, nudge: ["Sea"], reward: 4, status: "continue", critic: "2", sign: 1, ...over };
};

export const left = (over: Partial<Step> = {}): Step => step({ reward: -1000, status: "left", ...over });

export const line = (steps: Step[], over: Record<string, unknown> = {}): string => {
  const kept = steps.filter((s) => s.status === "continue");
  const head = { run: "invented", domain: "harbours", split: "test", user: 7, batch: 0, history: ["Old Pier"], steps };
  const total = kept.reduce((s, x) => s + x.reward, 0);
  const end = steps.at(-1)?.status === "left" ? "left" : "continue";
  return `${JSON.stringify({ ...head, accepted: kept.length, return: total, end, ...over })}\n`;
};
