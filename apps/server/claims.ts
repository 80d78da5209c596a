/** Session locks: who may move a session on. LangGraph does not lock threads; two answers at once would both be played. */

/** Takes the session for oneself: gives the function that frees it, or null when somebody else has it. */
export type SessionLock = (session: string) => Promise<(() => void | Promise<void>) | null>;

const held = new WeakMap<object, Set<string>>();

/**
 * Claims within this process, shared by everything that uses the same checkpointer.
 * Several processes on one database need a claim of their own (an advisory lock), or each session must always reach the same process.
 */
export function locksInProcess(checkpointer: object): SessionLock {
  const mine = held.get(checkpointer) ?? new Set<string>();
  held.set(checkpointer, mine);
  return async (session) => {
    if (mine.has(session)) return null;
    mine.add(session);
    return () => void mine.delete(session);
  };
}
