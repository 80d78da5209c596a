/** Run store: where runs are made, read and written. What a run consists of is known here alone; where it is kept, to the drivers. */
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import type { Position, RunCheckpoints } from "../../../memory/checkpointers/run-checkpoints.ts";
import type { Memories } from "../../../memory/entries.ts";
import type { Ledger } from "../../../models/ledger/ledger.ts";
import type { Recall } from "../../../models/ledger/recalls.ts";
import type { World } from "../../../worlds/world.ts";
import type { Episode } from "../../evaluation/record.ts";
import type { Scheduled } from "../../evaluation/schedule.ts";
import type { Summary } from "../../evaluation/summary.ts";
import type { DatabasePart, RunState, TextPart } from "./driver.ts";
import type { ForkRecord } from "./fork-record.ts";
import type { RunIdentity } from "./identity.ts";
import type { Maker } from "./made-by.ts";

/** Runs by name; in a store of folders the name is the folder. Implementations: `folderStore` and `createMemoryStore`. */
export interface RunStore {
  /** Whether there is a run of this name, damaged ones included. */
  has(name: string): boolean;
  /**
   * Makes a run, or with `resume` checks that the one there is the same; gives the identity by which it goes on.
   * @throws BillpError `run-folder` when the name is taken, or (with `resume`) holds no run or a damaged one; `resume-mismatch` for another run.
   */
  createRun(name: string, identity: RunIdentity, options: { readonly resume: boolean }): Promise<RunIdentity>;
  /** Opens a run for reading. @throws BillpError `run-folder` naming file and field, when it is missing or damaged. */
  openRun(name: string): Promise<RunReader>;
  /**
   * Opens a run for the one process that plays it.
   * @throws BillpError `run-folder` when another one has it for longer than the patience; `sqlite-missing`; the abort reason of `signal`.
   */
  writeRun(name: string, run: string, options?: WriteOptions): Promise<RunWriter>;
  /** Opens a finished or cut-off run for forks or pruning, which nobody plays at the time. Nothing is opened before it is asked for. */
  editRun(name: string): RunEditor;
  /** When something of a run changed last; damage does not matter. */
  state(name: string): Promise<RunState>;
  /** Removes the checkpoints of a run; everything else stays. */
  dropCheckpoints(name: string): Promise<void>;
  /** Removes everything of a run, and nothing else that lies beside it. */
  removeRun(name: string): Promise<void>;
}

/** How a run is written. */
export interface WriteOptions {
  /** False: no checkpoints, ledger and lock, so that the run cannot be resumed. Default: true. */
  readonly databases?: boolean;
  readonly signal?: AbortSignal;
  /** Longest wait for another writer. Default: 10,000. */
  readonly patienceMs?: number;
}

/** A run as it is kept. Every method reads anew and writes nothing. */
export interface RunReader {
  readonly name: string;
  readonly identity: RunIdentity;
  /** A part's name as people are told it, such as its path. */
  where(part: TextPart | DatabasePart): string;
  has(part: TextPart | DatabasePart): boolean;
  /** The run's world. @throws BillpError `bad-world` when it is another version by now, or gone. */
  world(load?: (id: string) => Promise<World>): Promise<World>;
  /** Every episode the run was to play. @throws as {@link world}. */
  schedule(load?: (id: string) => Promise<World>): Promise<readonly Scheduled[]>;
  /** Null while there is none, and of a damaged one, which resuming writes anew. */
  summary(): Promise<Summary | null>;
  /** The summary, when the run was played to its end. */
  finished(): Promise<Summary | null>;
  /**
   * Finished episodes by number: those of the file, and those that a killed run had finished but not written there.
   * @param fileIsEnough takes the file alone where no process has the run open; for lists of many runs.
   * @throws BillpError `bad-input` with file, line and field.
   */
  episodes(options?: { readonly fileIsEnough?: boolean }): Promise<ReadonlyMap<number, Episode>>;
  /** Episodes that have ended since, of a run that is being played. */
  newEpisodes(known: ReadonlySet<number>): Promise<ReadonlyMap<number, Episode>>;
  /**
   * What each episode wrote into the memories, by number; 0 for prior memories. Null when nothing was written out yet (a killed run).
   * @throws BillpError `bad-input` with file, line and field.
   */
  memories(): Promise<ReadonlyMap<number, Memories> | null>;
  /** The lines of episodes and memories as they are kept, by episode; null where there are none. Read {@link episodes} before: they are taken to be JSON. */
  lines(part: "episodes" | "memory"): Promise<ReadonlyMap<number, string> | null>;
  /** Forks by id, in the order in which they ended. */
  forks(): Promise<ReadonlyMap<string, ForkRecord>>;
  /** The ledger for reading; close it. @throws BillpError `run-folder` when there is none. */
  ledger(): Promise<Ledger>;
  /** What the run's prompts showed; null where the ledger is gone or older than this record. */
  recalls(): Promise<Recall[] | null>;
  /** What played the run, in that order; none of a run of a version before this record. */
  makers(): Promise<readonly Maker[]>;
  /** Text of a part as it stands; null where there is none. */
  text(part: TextPart): Promise<string | null>;
  /** Records of finished episodes in the checkpoints, as they stand, by number; null where the checkpoints are gone. */
  savedRecords(): Promise<ReadonlyMap<number, string> | null>;
  /** Where the rounds of the run's own workers stand in the checkpoints; null where the checkpoints are gone. */
  positions(): Promise<readonly Position[] | null>;
  /** Bytes of a database, its log included. */
  size(part: DatabasePart): number;
  state(): Promise<RunState>;
  /** Whether a process is playing the run at this moment. Null where nothing can tell: a run without databases keeps no lock. */
  beingWritten(): Promise<boolean | null>;
}

/** A run that is being played. */
export interface RunWriter {
  readonly ledger: Ledger;
  readonly saver: BaseCheckpointSaver;
  /** Threads that have checkpoints. */
  threads(): string[];
  /** Notes what plays the run from here on, unless it is the one that was noted last. */
  noteMaker(maker: Maker): Promise<void>;
  /** Episodes that were finished before, by number. */
  episodes(): Map<number, Episode>;
  /** Keeps a finished episode at once, so that a kill does not lose it. */
  saveEpisode(episode: Episode): void;
  /** Writes the run's files: the same episodes give the same bytes, whatever the workers and the time. */
  writeOut(result: {
    readonly episodes: readonly Episode[];
    readonly memories: readonly Memories[];
    readonly summary: Summary;
  }): Promise<void>;
  /** Closes the databases and frees the run. */
  close(): void;
}

/** A run to which something is done beside its own playing. */
export interface RunEditor {
  /** The checkpoints; a lost file is not made anew, what is written then is lost. */
  checkpoints(): Promise<RunCheckpoints>;
  ledger(): Promise<Ledger>;
  addFork(record: ForkRecord): Promise<void>;
  /** Closes what was opened. */
  close(): void;
}
