/** `langgraphjs dev` as a child: in a temporary folder, for it writes beside its configuration; on loopback; and with nothing left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { BillpError } from "../../core/errors.ts";
import { redact } from "../../core/redaction.ts";
import { plain } from "../../core/text.ts";
import { STUDIO_ORIGINS } from "../../graphs/studio-origins.ts";
import { note } from "./text.ts";

/** Longest wait for the first answer, and for an end in good order. */
const START_MS = 120_000;
const STOP_MS = 3000;

/** A running server. */
export interface StudioServer {
  readonly url: string;
  /** Fails when the server ends by itself, or with the reason of the signal. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it answers.
 * @param worlds Folder whose worlds the server may load by name, besides the embedded ones.
 * @throws BillpError `bad-settings` (port in use, package missing) or `bad-input` (it did not start); the signal's reason.
 */
export async function startStudioServer(port: number, signal: AbortSignal, worlds: string | null = null): Promise<StudioServer> {
  const script = cliScript();
  await checkFree(port);
  const folder = workingCopy();
  const args = [script, "dev", "--port", String(port), "--host", "127.0.0.1", "--no-browser", "--no-reload"];
  const env = {
    ...process.env,
    LANGGRAPH_CLI_NO_ANALYTICS: "1",
    BROWSER: "none",
    ...(worlds !== null && { BILLP_WORLDS: worlds }),
  };
  // A process group of its own: the CLI's server is a grandchild and would outlive it, and Ctrl-C is to reach us first.
  const child = spawn(process.execPath, args, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const keep = (chunk: Buffer) => {
    const text = chunk.toString();
    log = (log + text).slice(-4000);
    for (const line of text.split("\n")) if (/\berror\b/i.test(line)) note(`server: ${redact(plain(line)).slice(0, 300)}`);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const last = () => killGroup(child, "SIGKILL"); // whatever ends us, short of a SIGKILL, ends it too
  process.on("exit", last);
  const ended = new Promise<never>((_, fail) => {
    child.once("exit", (code) => fail(broken(`ended with ${code}`, log)));
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    if (signal.aborted) fail(signal.reason);
  });
  ended.catch(() => {}); // who waits for it is told
  const stop = async () => {
    process.off("exit", last);
    await end(child);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([answering(`${url}/info`, () => log), ended]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ended, stop };
}

/** The script of the CLI, which is a package of its own. */
function cliScript(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@langchain/langgraph-cli/package.json")), "dist/cli/cli.mjs");
  } catch {
    throw new BillpError("bad-settings", "billp studio needs the package @langchain/langgraph-cli, which is not installed.", {
      hint: "npm install --save-dev @langchain/langgraph-cli@1.5.1",
    });
  }
}

/** A folder with a configuration of our graphs; paths in it must lie within the folder, so that a file there passes them on. */
function workingCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "billp-studio-"));
  const target = (name: string) =>
    [".ts", ".js"].map((ending) => new URL(`../../graphs/${name}${ending}`, import.meta.url)).find((file) => existsSync(file))
      ?.href;
  const named = { billp: "./graphs.mjs:graph", session: "./graphs.mjs:session" };
  const write = (name: string, content: object | string) =>
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  // The server looks for LangGraph from here; it must find the copy that the graphs use.
  const langgraph = fileURLToPath(import.meta.resolve("@langchain/langgraph"));
  symlinkSync(langgraph.slice(0, langgraph.lastIndexOf(`${sep}@langchain${sep}`)), join(folder, "node_modules"), "junction");
  const auth = { path: "./auth.mjs:auth", disable_studio_auth: true };
  const http = { cors: { allow_origins: STUDIO_ORIGINS } };
  write("langgraph.json", { node_version: "20", dependencies: ["."], graphs: named, auth, http, env: {} });
  write("package.json", { name: "billp-studio", private: true, type: "module" });
  write("graphs.mjs", `export { graph, session } from ${JSON.stringify(target("exported"))};\n`);
  write("auth.mjs", `export { auth } from ${JSON.stringify(target("auth"))};\n`);
  return folder;
}

/** @throws BillpError `bad-settings` when somebody listens there. */
async function checkFree(port: number): Promise<void> {
  const probe = createServer();
  const free = await new Promise<boolean>((done) => {
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => done(true));
  });
  await new Promise((done) => probe.close(done));
  if (!free) throw new BillpError("bad-settings", `Port ${port} is in use.`, { hint: "Name another with --port." });
}

async function answering(url: string, log: () => string): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(250)) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
  }
  throw broken(`gave no answer in ${START_MS / 1000} s`, log());
}

/** Ends the group in order, and what is left of it after a while at once. */
async function end(child: ChildProcess): Promise<void> {
  const over =
    child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once("exit", done));
  killGroup(child, "SIGTERM");
  await Promise.race([over, sleep(STOP_MS)]);
  for (let i = 0; i < 20 && killGroup(child, "SIGKILL"); i++) await sleep(50);
}

/** Sends a signal to the group; false when nobody is left in it. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-(child.pid as number), signal);
  } catch {
    return false;
  }
}

function broken(what: string, log: string): BillpError {
  const line = log
    .split("\n")
    .filter((l) => /error/i.test(l))
    .at(-1);
  return new BillpError(
    "bad-input",
    `The development server ${what}.${line === undefined ? "" : ` It said: ${line.trim().slice(0, 300)}`}`,
    {
      hint: "`npx langgraphjs dev` shows all that it says.",
    },
  );
}
