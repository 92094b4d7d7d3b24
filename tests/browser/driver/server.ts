/** Starts serve.py on a free port. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { builtSite } from "./plain-host.ts";
import { killedWithUs } from "./with-us.ts";

const repository = resolve(import.meta.dirname, "../../..");

export interface Server {
  url: string;
  /** Ends it at once, whatever it is answering. */
  stop(): Promise<void>;
}

/**
 * `isolated`: with the headers of serve.py; otherwise as a plain static host would serve it.
 * `site`: another folder than the built site's.
 */
export async function startServer(isolated = true, site = builtSite): Promise<Server> {
  const options = ["--no-build", "--port", "0", ...(isolated ? [] : ["--plain"]), "--site", site];
  const server = spawn("python3", [resolve(repository, "serve.py"), ...options], {
    // Nothing of ours: vitest would wait for a server that outlived its worker to close it.
    stdio: ["ignore", "pipe", "pipe"],
  });
  server.stderr.on("data", (text) => process.stderr.write(text));
  killedWithUs(server);
  const url = await address(server);
  return {
    url,
    stop: () =>
      new Promise((done) => {
        server.once("exit", () => done());
        server.kill("SIGTERM");
      }),
  };
}

async function address(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error("serve.py has no output.");
  for await (const line of createInterface({ input: server.stdout })) {
    const found = /http:\S+/.exec(line);
    if (found) return found[0];
  }
  throw new Error("serve.py ended before it was ready.");
}
