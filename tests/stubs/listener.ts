/** A foreign listener on loopback: keeps all it receives, headers and bodies, and answers as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came in. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The listener. */
export interface Listener {
  readonly url: string;
  readonly heard: Heard[];
  /** Everything it received, as one text. */
  text(): string;
  close(): Promise<void>;
}

/** Starts one. Without an answer of its own it says 200 and an empty object. */
export async function listen(answer?: (heard: Heard, response: ServerResponse) => void): Promise<Listener> {
  const heard: Heard[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
    heard.push(one);
    if (answer) answer(one, response);
    else response.setHeader("content-type", "application/json").end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    text: () => JSON.stringify(heard),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
