/** A local collector that takes OTLP over HTTP as protobuf, or refuses it, and reads the spans without any library of OpenTelemetry's. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** A span as it arrived. Ids are hex. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** 1 ok, 2 error. */
  status: number;
  attributes: Record<string, string | number | boolean>;
}

/** A running collector. */
export interface Collector {
  url: string;
  spans: Span[];
  bodies: Buffer[];
  headers: IncomingHttpHeaders[];
  paths: string[];
  close(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. `stall`: it takes requests and never answers. */
export async function startCollector(mode: "take" | "stall" | { status: number } = "take"): Promise<Collector> {
  const kept = { spans: [] as Span[], bodies: [] as Buffer[], headers: [] as IncomingHttpHeaders[], paths: [] as string[] };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const body = req.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw;
    kept.headers.push(req.headers);
    kept.paths.push(req.url ?? "");
    kept.bodies.push(body);
    if (mode === "stall") return;
    if (typeof mode === "object") return void res.writeHead(mode.status).end();
    kept.spans.push(...spansIn(body));
    res.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    ...kept,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Fields of a protobuf message: number to values, a value being a number or bytes. */
function fieldsOf(bytes: Buffer): Map<number, (Buffer | bigint)[]> {
  const fields = new Map<number, (Buffer | bigint)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    const value = kind === 0 ? varint() : take(kind === 1 ? 8 : kind === 5 ? 4 : Number(varint()));
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const inner = (bytes: Buffer, field: number) => (fieldsOf(bytes).get(field) ?? []) as Buffer[];

/** ExportTraceServiceRequest: resource spans (1), scope spans (2), spans (2). */
function spansIn(body: Buffer): Span[] {
  const all = inner(body, 1).flatMap((resource) => inner(resource, 2).flatMap((scope) => inner(scope, 2)));
  return all.map((bytes) => {
    const fields = fieldsOf(bytes);
    const hex = (n: number) => (fields.get(n)?.[0] as Buffer | undefined)?.toString("hex") ?? "";
    const status = (fields.get(15)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
    return {
      traceId: hex(1),
      spanId: hex(2),
      parentSpanId: hex(4),
      name: String(fields.get(5)?.[0]),
      status: Number(fieldsOf(status).get(3)?.[0] ?? 0),
      attributes: Object.fromEntries(((fields.get(9) ?? []) as Buffer[]).map(attributeOf)),
    };
  });
}

function attributeOf(bytes: Buffer): [string, string | number | boolean] {
  const [key] = inner(bytes, 1);
  const value = fieldsOf(inner(bytes, 2)[0] as Buffer);
  const [text, yes, int, double] = [1, 2, 3, 4].map((n) => value.get(n)?.[0]);
  if (text !== undefined) return [String(key), String(text)];
  if (yes !== undefined) return [String(key), yes === 1n];
  return [String(key), int === undefined ? (double as Buffer).readDoubleLE() : Number(int)];
}
