/** Time limit for closing uploads, shared by the runs of a process: several runs wait for one silent server once. */
import type { Delivery, Uploads } from "./uploads.ts";

/** Closes uploads within what is left of their server's patience. Never rejects. */
export type CloseInTime = (uploads: Uploads) => Promise<Delivery>;

/** A limit of `ms` a server, used up by closes that lose something and restored by one that does not. */
export function createPatience(ms: number): CloseInTime {
  const leftOf = new Map<string, number>();
  return async (uploads) => {
    const left = leftOf.get(uploads.apiUrl) ?? ms;
    const begun = performance.now();
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), left);
    try {
      const delivery = await uploads.close(end.signal);
      leftOf.set(uploads.apiUrl, delivery.lost === 0 ? ms : Math.max(0, left - (performance.now() - begun)));
      return delivery;
    } finally {
      clearTimeout(timer);
    }
  };
}
