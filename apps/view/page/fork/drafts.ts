/** Drafts of forks: what a person typed into the form, kept by run, episode, fork and round as long as the tab of the browser is open. */

/** What is typed. `plan` is null where the plan was left as it is. */
export interface Draft {
  readonly plan: string | null;
  readonly changes: readonly (readonly [string, string])[];
  readonly drops: readonly string[];
  readonly repeat: number;
  /** Whether the later episodes are played anew. */
  readonly whole: boolean;
}

export const UNTOUCHED: Draft = { plan: null, changes: [], drops: [], repeat: 1, whole: false };

/** Where a form stands. `identity` is the run's own id: another folder may hold another run of the same name. */
export interface FormPlace {
  readonly run: string;
  readonly identity: string;
  readonly episode: number;
  readonly fork: string | null;
  readonly round: number;
}

const PREFIX = "billp-draft ";
const drafts = new Map<string, Draft>();

/** The name of a form's draft. */
export function draftKey({ run, identity, episode, fork, round }: FormPlace): string {
  return PREFIX + JSON.stringify([run, identity, episode, fork, round]);
}

/** The draft of a form; an untouched one where there is none. */
export function readDraft(key: string): Draft {
  return drafts.get(key) ?? parseDraft(stored((s) => s.getItem(key))) ?? UNTOUCHED;
}

/** Keeps the draft of a form; an untouched one is forgotten. */
export function writeDraft(key: string, draft: Draft): void {
  const text = JSON.stringify(draft);
  if (text === JSON.stringify(UNTOUCHED)) {
    drafts.delete(key);
    stored((s) => s.removeItem(key));
  } else {
    drafts.set(key, draft);
    stored((s) => s.setItem(key, text));
  }
}

/** A draft as it was stored; null of anything else. */
export function parseDraft(text: string | null | undefined): Draft | null {
  try {
    const { plan, changes, drops, repeat, whole } = JSON.parse(text ?? "null") as Record<string, unknown>;
    const texts = (list: unknown): list is string[] => Array.isArray(list) && list.every((x) => typeof x === "string");
    const pairs = Array.isArray(changes) && changes.every((c) => texts(c) && c.length === 2);
    if (!(plan === null || typeof plan === "string") || !pairs || !texts(drops) || typeof whole !== "boolean") return null;
    if (!Number.isInteger(repeat) || (repeat as number) < 1 || (repeat as number) > 20) return null;
    return { plan, changes: changes as [string, string][], drops, repeat: repeat as number, whole };
  } catch {
    return null;
  }
}

/** Uses the tab's storage. Where the browser has none to give, or it is full, a draft lives as long as the page. */
function stored<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(globalThis.sessionStorage);
  } catch {
    return undefined;
  }
}
