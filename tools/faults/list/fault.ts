/** A hand-made fault: one small change to the source that the unit tests must notice. */

export interface Fault {
  /** Name, unique in the list: what goes wrong, in a few words. */
  readonly id: string;
  /** Source file, from the repository's root. */
  readonly file: string;
  /** Text that is replaced; it must occur exactly once in the file, else the fault is stale. Keep it short, so that it lives long. */
  readonly from: string;
  readonly to: string;
  /** What would be wrong with results, or for people, if nobody noticed. */
  readonly why: string;
}

/** The faults of one file, a line each: id, from, to, why. */
export function faultsIn(file: string, list: readonly (readonly [id: string, from: string, to: string, why: string])[]): Fault[] {
  return list.map(([id, from, to, why]) => ({ id, file, from, to, why }));
}
