/** Body formats of an upload: one JSON batch as the client makes it, or the multipart form for servers that have no batches. */
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
  const headers = new Headers(request.headers);
  headers.set("content-type", `multipart/form-data; boundary=${BOUNDARY}`);
  const body = new TextEncoder().encode(`${lines.join("")}--${BOUNDARY}--\r\n`);
  return { ...request, url: request.url.replace(/batch$/, "multipart"), headers, body };
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
