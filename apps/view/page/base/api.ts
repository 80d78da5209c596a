/** Asks our server, and keeps what it said while the page is open. */
import { useEffect, useState } from "preact/hooks";

/** What a view shows while it waits, and when the server refuses. */
export type Asked<T> =
  | { readonly state: "asking" }
  | { readonly state: "ready"; readonly data: T }
  | { readonly state: "failed"; readonly message: string; readonly hint?: string };

/** Answers kept, the oldest go; a library for this one map would weigh more in the page than it saves. */
const KEPT = 24;
const answers = new Map<string, unknown>();

/** A refusal of the server, with its hint. */
export class Refusal extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The address of an answer. */
export function api(name: string, query: Readonly<Record<string, string | number>> = {}): string {
  const text = new URLSearchParams(Object.entries(query).map(([k, v]) => [k, String(v)])).toString();
  return `/api/${name}${text === "" ? "" : `?${text}`}`;
}

/** Asks. @throws Refusal */
export async function ask<T>(address: string, body?: unknown): Promise<T> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(address, body === undefined ? {} : post).catch(() => {
    throw new Refusal("The server does not answer.", "Is `billp view` still running?");
  });
  const data = (await response.json()) as T & { message?: string; hint?: string };
  if (!response.ok) throw new Refusal(data.message ?? `The server said ${response.status}.`, data.hint);
  return data;
}

/** An answer, asked for when it is first shown; `version` asks anew, showing the old one meanwhile. Null asks for nothing. */
export function useAnswer<T>(address: string | null, version: number | string = 0): Asked<T> {
  const key = `${address}#${version}`;
  const [asked, setAsked] = useState<{ key: string; value: Asked<T> }>(() => ({ key, value: known<T>(key) }));
  useEffect(() => {
    if (address === null) return;
    let gone = false;
    if (!answers.has(key))
      ask<T>(address).then(
        (data) => {
          keep(key, data);
          if (!gone) setAsked({ key, value: { state: "ready", data } });
        },
        (e: Refusal) => {
          if (!gone) setAsked({ key, value: { state: "failed", message: e.message, hint: e.hint } });
        },
      );
    return () => {
      gone = true;
    };
  }, [key]);
  if (asked.key === key) return asked.value;
  const there = known<T>(key);
  const same = asked.key.startsWith(`${address}#`);
  return there.state === "asking" && same ? asked.value : there;
}

/** Forgets what was said of a run, after it changed. */
export function forget(run: string): void {
  const part = new URLSearchParams({ run }).toString();
  for (const key of [...answers.keys()]) if (key.includes(part)) answers.delete(key);
}

function known<T>(key: string): Asked<T> {
  return answers.has(key) ? { state: "ready", data: answers.get(key) as T } : { state: "asking" };
}

function keep(key: string, data: unknown): void {
  answers.set(key, data);
  if (answers.size > KEPT) answers.delete(answers.keys().next().value as string);
}
