/** Shared by the tests of both servers: requests as bytes on a socket, so that nothing between mends what a stranger sends. */
import { connect } from "node:net";
import fc from "fast-check";

/** Sends bytes to a server and gives the status of its answer; 0 where it hung up without one. */
export function statusOf(url: string, bytes: string | Buffer, ms = 5000): Promise<number> {
  return new Promise((done) => {
    let got = "";
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(bytes));
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      done(Number(/^HTTP\/1\.\d (\d{3})/.exec(got)?.[1] ?? 0));
    };
    const timer = setTimeout(end, ms);
    socket.on("data", (chunk) => {
      got += chunk.toString("latin1");
      if (/^HTTP\/1\.\d \d{3}/.test(got) && !got.startsWith("HTTP/1.1 100")) end();
    });
    socket.on("close", end);
    socket.on("error", end);
  });
}

/** What a stranger may send as one request. */
export interface Hostile {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** The bytes of a request, with an own Host unless it has one. */
export function bytesOf({ method, target, headers, body }: Hostile, host: string): Buffer {
  const own = headers.some(([name]) => name.toLowerCase() === "host") ? [] : [["Host", host] as const];
  const length = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
    ? []
    : [["Content-Length", String(Buffer.byteLength(body))] as const];
  const lines = [...own, ...headers, ...length, ["Connection", "close"] as const].map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`, "utf8");
}

const METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"];
const PIECES = [
  "/",
  "//",
  "/..",
  "/%2e%2e",
  "/%00",
  "/%",
  "/%zz",
  "/%E0%A4%A",
  "%2f",
  "\\",
  "?",
  "#",
  ";",
  "@",
  ":",
  "[",
  "*",
  "é",
  "𝒳",
];
const KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then", "toJSON", ""];

/** Targets: known paths with pieces of hostile ones, and anything. */
const target = (paths: readonly string[]) =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...paths),
        fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...paths), fc.string({ maxLength: 8 })), { maxLength: 5 }),
      )
      .map(([path, rest]) => `${path}${rest.join("")}`),
    fc.constantFrom("//", "///", "*", "http://", "http://[", "http://evil.example/", "//evil.example/x", "?", "#", "/\u0000"),
    fc.webUrl(),
  );

const clean = (text: string) => text.replace(/[\r\n]/g, " ");
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    "",
    "{",
    "null",
    "[]",
    '"',
    "\u0000",
    "\ud800",
    "NaN",
    `${"[".repeat(30_000)}`,
    `${"[".repeat(9000)}${"]".repeat(9000)}`,
  ),
  fc.tuple(fc.constantFrom(...KEYS), fc.json({ maxDepth: 2 })).map(([key, value]) => `{${JSON.stringify(key)}:${value}}`),
  fc.constant(`{"a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`),
);

/** Requests over these paths and bodies. */
export const hostile = (paths: readonly string[], bodies: fc.Arbitrary<string> = json): fc.Arbitrary<Hostile> =>
  fc.record({
    method: fc.constantFrom(...METHODS),
    target: target(paths).map(clean),
    headers: fc
      .array(
        fc.oneof(
          fc.tuple(
            fc.constant("Content-Type"),
            fc.constantFrom(
              "application/json",
              "text/plain",
              "multipart/form-data",
              "application/json; charset=utf-16",
              "\u0000",
              ";",
            ),
          ),
          fc.tuple(
            fc.constant("Host"),
            fc.constantFrom(
              "evil.example",
              "localhost",
              "127.0.0.1",
              "[::1]",
              "",
              ":",
              "a:b:c",
              "localhost:99999",
              "[",
              "@localhost",
            ),
          ),
          fc.tuple(fc.constant("Origin"), fc.constantFrom("null", "http://evil.example", "http://localhost", "file://", "")),
          fc.tuple(
            fc.constantFrom(
              "Expect",
              "Upgrade",
              "Transfer-Encoding",
              "Content-Encoding",
              "Range",
              "X-Forwarded-Host",
              "X-HTTP-Method-Override",
              "Cookie",
            ),
            fc.constantFrom("100-continue", "websocket", "chunked", "gzip", "bytes=0-", "evil.example", "DELETE", "a=b"),
          ),
          fc.tuple(fc.constant("Content-Length"), fc.constantFrom("-1", "1e9", "5", "99999999999999999999")),
          fc.tuple(fc.constant("X-Long"), fc.constantFrom("x".repeat(20_000), "é")),
        ),
        { maxLength: 3 },
      )
      .map((list) => list.map(([name, value]) => [name, value] as const)),
    body: bodies,
  });

/** Bodies: valid ones with fields replaced, and broken ones. */
export const bodiesLike = (example: Record<string, unknown>): fc.Arbitrary<string> =>
  fc.oneof(
    json,
    fc
      .tuple(fc.constantFrom(...Object.keys(example), ...KEYS), fc.jsonValue())
      .map(([key, value]) => JSON.stringify(example).replace(/}$/, `,${JSON.stringify(key)}:${JSON.stringify(value)}}`)),
    fc.constant(JSON.stringify(example)),
  );
