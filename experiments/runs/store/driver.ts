/** Driver of a run store: where the parts of one run are kept, and nothing of what they mean. */
import type { Position, RunCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import type { Ledger } from "../../../models/ledger/ledger.ts";
import type { Recall } from "../../../models/ledger/recalls.ts";

/** A part that is text. */
export type TextPart = "settings" | "episodes" | "memory" | "summary" | "index" | "forks" | "madeBy";

/** A part that is a database. */
export type DatabasePart = "checkpoints" | "calls";

/** When something of a run changed last. */
export interface RunState {
  /** Another text whenever a part has changed. */
  readonly key: string;
  /** Time of the last change in ms since 1970; 0 when there is nothing. */
  readonly changed: number;
  /** Whether the checkpoints are open in a process, or were when it was killed. */
  readonly writing: boolean;
}

/** The parts of one run. Methods that read never write. What the file system refuses is a BillpError `run-folder`. */
export interface RunDriver {
  /** A part's name as people are told it, such as its path. */
  where(part: TextPart | DatabasePart): string;
  has(part: TextPart | DatabasePart): boolean;
  /** Text of a part; null where there is none. @throws BillpError `run-folder` when it is there and cannot be read. */
  read(part: TextPart): Promise<string | null>;
  /** Writes a part whole or not at all: a reader never sees half of it. */
  replace(part: TextPart, text: string): Promise<void>;
  /** Adds a line in one write, on a line of its own whatever stands before it. */
  append(part: TextPart, line: string): Promise<void>;
  /** Bytes of a database, its log included; 0 where there is none. */
  size(part: DatabasePart): number;
  state(): Promise<RunState>;

  /** Makes the run by its settings, whole or not at all, also when another process does the same at once. */
  create(settings: string): Promise<void>;
  /** Whether something that is not a run's stands where the run would be. */
  occupied(): boolean;
  /** Removes parts and what belongs to them; anything else stays. Default: all. */
  remove(parts?: readonly DatabasePart[]): Promise<void>;
  /** Takes the run for one writer and gives what frees it; null when another one has it. */
  lock(): Promise<(() => void) | null>;
  /** Whether a writer has it now, which ends with that writer's process however it ends; null where nothing can tell. */
  locked(): Promise<boolean | null>;

  /** Opens or makes the checkpoints. @throws BillpError `sqlite-missing` or `run-folder`. */
  openCheckpoints(): Promise<RunCheckpoints>;
  /** Opens or makes the ledger. @throws BillpError `sqlite-missing` or `run-folder`. */
  openLedger(): Promise<Ledger>;
  /** The ledger for reading; null where there is none. @throws BillpError `sqlite-missing` or `run-folder`. */
  readLedger(): Promise<Ledger | null>;
  /** What the run's prompts showed; null where the ledger is gone or older than this record. */
  readRecalls(): Promise<Recall[] | null>;
  /** Records of finished episodes in the checkpoints, by number, without the known ones. */
  readRecords(known: ReadonlySet<number>): Promise<[number, string][]>;
  /** Where the rounds stand in the checkpoints; null where there are none. */
  readPositions(): Promise<Position[] | null>;
}
