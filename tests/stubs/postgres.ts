/** A private PostgreSQL for tests: Debian's binaries, a temporary folder, a loopback port, a user that is not root. */
import { execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./dev-server.ts";

const INSTALLED = "/usr/lib/postgresql";

/** Folder of the newest installed binaries, or null. */
export function postgresBinaries(): string | null {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((v) => join(INSTALLED, v, "bin"));
  return folders.find((f) => existsSync(join(f, "initdb")) && existsSync(join(f, "postgres"))) ?? null;
}

/** Starts a server that forgets everything when it is stopped. */
export async function startPostgres(bin: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "billp-postgres-"));
  // PostgreSQL refuses to run as root.
  const who = process.getuid?.() === 0 ? idsOf("postgres", "nobody") : {};
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid as number);
  const options: SpawnOptions = { ...who, cwd: folder, stdio: "ignore" };
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "billp", "-A", "trust", "--no-sync", "-E", "UTF8"], {
    ...who,
    cwd: folder,
    stdio: "ignore",
  });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];
  const child = spawn(join(bin, "postgres"), ["-D", data, "-p", String(port), ...settings.flatMap((s) => ["-c", s])], options);
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGQUIT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let i = 0; ; i++) {
    try {
      execFileSync(join(bin, "pg_isready"), ["-h", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
      return { url: `postgresql://billp@127.0.0.1:${port}/postgres`, stop };
    } catch (error) {
      if (i > 200 || child.exitCode !== null) {
        await stop();
        throw new Error("PostgreSQL did not start", { cause: error });
      }
      await new Promise((r) => setTimeout(r, 100));
    }
  }
}

/** Ids of the first of these users that exists. */
function idsOf(...names: string[]): { uid?: number; gid?: number } {
  for (const name of names) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // no such user
    }
  }
  return {};
}
