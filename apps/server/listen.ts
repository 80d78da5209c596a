/** Node HTTP server around a web-standard application. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";

/** What is served where. */
export interface ListenOptions {
  /** Answers a request. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Answers a request that is none (`RequestError` of the adapter), and what `fetch` throws. */
  readonly refuse: (error: unknown) => Response;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** Listens, and gives the server with its address (`http://host:port`). @throws the error of Node when the port cannot be had. */
export async function listen({ fetch, refuse, host, port }: ListenOptions): Promise<{ server: Server; url: string }> {
  const name = host.includes(":") ? `[${host}]` : host;
  // The globals of the process are not ours to replace: we may run inside somebody else's server.
  const listener = getRequestListener((request) => fetch(request), {
    hostname: name,
    overrideGlobalObjects: false,
    errorHandler: refuse,
  });
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, listener);
  // Without this Node hangs up on it without an answer.
  server.on("connect", (_, socket) =>
    socket.end("HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      done();
    });
  });
  return { server, url: `http://${name}:${(server.address() as AddressInfo).port}` };
}
