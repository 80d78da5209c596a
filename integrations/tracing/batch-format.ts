/** Body formats of an upload: a JSON batch of runs as the client makes it, and the multipart form, for scores and for servers without batches. */
import type { UploadRequest } from "./upload-request.ts";

type Run = Record<string, unknown> & { id: string };

const BATCH = "/runs/batch";
/** Fields of a run that are parts of their own. */
const PARTS = ["inputs", "outputs", "extra", "error"];
/** Line breaks inside JSON are escaped, so no content can be taken for it. */
const BOUNDARY = "--billp-part";

/** Whether the request is a batch. */
export function isBatch({ url }: Pick<UploadRequest, "url">): boolean {
  return url.endsWith(BATCH);
}

/** Operations in a batch; any other body is one record. A text cannot look like one: its quotes are escaped. */
export function recordsIn(url: string, body: Uint8Array): number {
  if (!isBatch({ url })) return 1;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  return text.match(/"dotted_order":"/g)?.length ?? 1;
}

/** The same operations as a multipart form: a part for the run, and one for each large field of it. */
export function asMultipart(request: UploadRequest): UploadRequest {
  const { post = [], patch = [] } = JSON.parse(new TextDecoder().decode(request.body)) as { post?: Run[]; patch?: Run[] };
  const lines = [...post.flatMap((run) => partsOf("post", run)), ...patch.flatMap((run) => partsOf("patch", run))];
  return { ...request, url: request.url.replace(/batch$/, "multipart"), ...formOf(lines, request.headers) };
}

/** A score of a run, as feedback. With its id, a score that is sent again stays one. */
export interface Score {
  readonly id: string;
  readonly run_id: string;
  readonly trace_id: string;
  readonly key: string;
  readonly score: number;
  readonly feedback_source: object;
}

/** Scores as requests that follow the runs they speak of: one form, or where the server takes no forms one request each. */
export function scoreRequests(apiUrl: string, scores: readonly Score[], headers: Headers, forms: boolean): UploadRequest[] {
  const rest = { method: "POST", follows: true };
  if (forms) {
    const parts = scores.map((score) => part(`feedback.${score.id}`, score));
    return [{ ...rest, url: `${apiUrl}/runs/multipart`, records: scores.length, ...formOf(parts, headers) }];
  }
  return scores.map((score) => ({ ...rest, url: `${apiUrl}/feedback`, records: 1, ...jsonOf(score, headers) }));
}

function jsonOf(value: object, given: Headers): Pick<UploadRequest, "headers" | "body"> {
  const headers = new Headers(given);
  headers.set("content-type", "application/json");
  return { headers, body: new TextEncoder().encode(JSON.stringify(value)) };
}

function formOf(parts: readonly string[], given: Headers): Pick<UploadRequest, "headers" | "body"> {
  const headers = new Headers(given);
  headers.set("content-type", `multipart/form-data; boundary=${BOUNDARY}`);
  return { headers, body: new TextEncoder().encode(`${parts.join("")}--${BOUNDARY}--\r\n`) };
}

function partsOf(kind: "post" | "patch", run: Run): string[] {
  const own = Object.fromEntries(Object.entries(run).filter(([name]) => !PARTS.includes(name)));
  const fields = PARTS.filter((name) => run[name] !== undefined);
  return [part(`${kind}.${run.id}`, own), ...fields.map((name) => part(`${kind}.${run.id}.${name}`, run[name]))];
}

function part(name: string, value: unknown): string {
  const json = JSON.stringify(value);
  const type = `application/json; length=${Buffer.byteLength(json)}`;
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${json}\r\n`;
}
