/**
 * What somebody else's code runs in: sandbox.html, whose only script and whose policy are in it, and
 * the scripts of its workers, which the page hands over as text. Hosts that send the site's policy
 * with every file send this page its own (host-files.ts, serve.py).
 * https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { classicScript } from "./classic-script.ts";

export const sandboxName = "sandbox.html";

/** Workers by the name that the page knows them by, and their entries. */
const workers = {
  kernel: "engine/own/inside/kernel-worker.ts",
  model: "engine/own/inside/model-worker.ts",
  explorer: "analysis/explore/own/own-explore-worker.ts",
};

export interface SandboxPage {
  html: string;
  policy: string;
}

/** `folder`: web/. */
export async function sandboxPage(folder: string): Promise<SandboxPage> {
  const code = (await classicScript(resolve(folder, "engine/own/inside/frame.ts"))).trim();
  if (code.includes("</")) throw new Error("The script of sandbox.html cannot stand in a page.");
  const script = `'sha256-${createHash("sha256").update(code).digest("base64")}'`;
  // Workers start from `data:`, and import the code from there; nothing else is to be had.
  const policy = `default-src 'none'; script-src ${script} data: 'wasm-unsafe-eval'; worker-src data:; connect-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'`;
  const html = readFileSync(resolve(folder, "engine/own/sandbox.html"), "utf8").replace(
    /(?:\/\* )?\b(POLICY|SCRIPT)\b(?: \*\/)?/g,
    (_, name) => (name === "POLICY" ? policy : code),
  );
  return { html, policy };
}

export function sandbox(folder: string, generated: string, page: Promise<SandboxPage>): Plugin {
  const files = new Map<string, string>();
  return {
    name: "lanes:sandbox",
    apply: "build",
    async config() {
      const names: Record<string, string> = {};
      for (const [name, entry] of Object.entries(workers)) {
        const code = await classicScript(resolve(folder, entry), {
          "@generated": generated,
        });
        const hash = createHash("sha256").update(code).digest("hex").slice(0, 10);
        names[name] = `sandbox-${name}-${hash}.js`;
        files.set(`assets/${names[name]}`, code);
      }
      return { define: { __SANDBOX_SCRIPTS__: JSON.stringify(names) } };
    },
    async generateBundle() {
      this.emitFile({ type: "asset", fileName: sandboxName, source: (await page).html });
      for (const [fileName, source] of files) this.emitFile({ type: "asset", fileName, source });
    },
  };
}
