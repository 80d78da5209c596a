/** Reader of the published recordings of the reference (one JSON object a line) as our episode records, under a chosen reading. */

import { z } from "zod";
import { BillpError } from "../../core/errors.ts";
import { sumBy } from "../../core/math.ts";
import { advantage, criticRange, earlyAdvantage, PAPER_CRITIC_RANGE, rescale } from "../../memory/advantage.ts";
import { checkEpisode, type Episode, parseLines, type Round, readText } from "../evaluation/record.ts";
import { parseCritic, parseReply, sameTitle } from "./reply.ts";

/** The reward by which the recordings mark the round with which the user left. */
const QUIT_MARK = -1000;

const StepSchema = z.object({
  thought: z.string(),
  reply: z.string(),
  proposed: z.string(),
  item: z.string().min(1),
  reward: z.number(),
  status: z.enum(["continue", "left"]),
  critic: z.string(),
  sign: z.union([z.literal(1), z.literal(-1)]),
});

const LineSchema = z.object({
  split: z.enum(["train", "test"]),
  user: z.int().min(0),
  steps: z.array(StepSchema),
  accepted: z.int().min(0),
  return: z.number(),
  end: z.enum(["left", "continue"]),
});

/** One recorded line as it stands; fields we do not read are dropped. */
export type RecordedLine = z.output<typeof LineSchema>;

/** How values and advantages of a recording are read. */
export interface Reading {
  /** `early`: V(s') − V(s), what the recorded signs follow; `paper`: r + γV(s') − V(s) with r = 0 and V(s') = 0 at a quit. */
  readonly rule: "early" | "paper";
  /** `recorded`: −5..5 as answered; `bounded`: mapped linearly onto [0, r_max/(1−γ)]. */
  readonly scale: "recorded" | "bounded";
  readonly gamma: number;
  readonly rewardMax: number;
}

/** The recording as it was made, with the constants of the paper. */
export const AS_RECORDED: Reading = { rule: "early", scale: "recorded", gamma: 0.5, rewardMax: 5 };

/** A recorded episode in our record, with what the record has no field for. */
export interface RecordedEpisode {
  readonly episode: Episode;
  /** The line it was read from. */
  readonly line: RecordedLine;
  /** The critic's value after the last round, on the reading's scale; null when its text held none. */
  readonly lastValue: number | null;
}

/**
 * Reads a recorded file. The critic's text of step n is V(s_{n+1}): it was asked after the reward, and V(s_1) is 0 by decree. So `value`
 * of round n is the text of step n−1, and 0 (mapped like every value) in round 1. Items have no id in the recordings: `item` numbers the
 * titles of the file by first appearance. Quits carry no reason.
 * @throws BillpError `bad-input` with file, line and field.
 */
export async function readRecorded(path: string, reading: Reading = AS_RECORDED): Promise<RecordedEpisode[]> {
  return parseRecorded(await readText(path), path, reading);
}

/** The same for text already read. */
export function parseRecorded(text: string, file: string, reading: Reading = AS_RECORDED): RecordedEpisode[] {
  const ids = new Map<string, number>();
  return parseLines(text, file, checkLine).map(({ line, where }, i) => toEpisode(line, where, i + 1, ids, reading));
}

function checkLine(value: unknown, where: string): { line: RecordedLine; where: string } {
  const parsed = LineSchema.safeParse(value);
  const complain = (text: string) => {
    const hint = "Recorded files hold one episode a line, with `steps` and their reward, status, critic and sign.";
    return new BillpError("bad-input", `${where}: ${text}`, { hint });
  };
  if (!parsed.success)
    throw complain(
      parsed.error.issues
        .slice(0, 5)
        .map((i) => `${i.path.join(".")}: ${i.message}`)
        .join("; "),
    );
  const line = parsed.data;
  line.steps.forEach((s, i) => {
    const quit = s.status === "left";
    if (quit !== (s.reward === QUIT_MARK)) throw complain(`steps.${i}.reward: ${s.reward} does not fit status ${s.status}`);
    if (quit && i < line.steps.length - 1) throw complain(`steps.${i}.status: only the last step may be left`);
  });
  const kept = line.steps.filter((s) => s.status === "continue").length;
  if (line.accepted !== kept) throw complain(`accepted: is ${line.accepted}, but ${kept} steps continue`);
  if ((line.end === "left") !== (line.steps.at(-1)?.status === "left"))
    throw complain(`end: ${line.end} is not how the steps end`);
  return { line, where };
}

function toEpisode(line: RecordedLine, where: string, episode: number, ids: Map<string, number>, reading: Reading) {
  const scaled = (v: number | null) =>
    v === null || reading.scale === "recorded"
      ? v
      : rescale(v, PAPER_CRITIC_RANGE, criticRange(reading.rewardMax, reading.gamma));
  const values = [scaled(0), ...line.steps.map((s) => scaled(parseCritic(s.critic)))];
  const rounds = line.steps.map((s, i): Round => {
    const accepted = s.status === "continue";
    const [value, nextValue] = [values[i] as number | null, values[i + 1] as number | null];
    const reward = accepted ? s.reward : 0;
    const proposal = parseReply(s.reply);
    if (!ids.has(s.item)) ids.set(s.item, ids.size);
    return {
      plan: s.thought,
      proposal,
      item: ids.get(s.item) as number,
      title: s.item,
      reward,
      worldReward: accepted ? s.reward : null,
      accepted,
      value,
      advantage:
        reading.rule === "early"
          ? earlyAdvantage(value, nextValue)
          : advantage({ reward, value, nextValue, terminated: !accepted, gamma: reading.gamma }),
      replaced: proposal === null ? null : !sameTitle(proposal, s.item),
    };
  });
  const end = { kind: line.end === "left" ? "quit" : "limit", reason: null };
  const total = sumBy(rounds, (r) => r.reward);
  if (Math.abs(total - line.return) > 1e-6 * Math.max(1, Math.abs(total)))
    throw new BillpError("bad-input", `${where}: return: is ${line.return}, but the accepted rewards sum to ${total}`);
  const { user, split } = line;
  const record = { episode, user, split, end, len: line.accepted, return: total, rounds };
  return { episode: checkEpisode(record, where), line, lastValue: values.at(-1) as number | null };
}
