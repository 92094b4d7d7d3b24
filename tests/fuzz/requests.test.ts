/** Bytes sent to a running serve.py: it answers properly or not at all, and goes on. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as corpus from "./corpus.ts";
import { fuzz, watchForHangs } from "./fuzz.ts";
import { joinTexts, mutated } from "./mutations.ts";

watchForHangs();

/** Is nowhere but outside of the site. */
const secret = "outside the site";
const repository = resolve(import.meta.dirname, "../..");

function makeSite(folder: string): string {
  const site = join(folder, "site");
  mkdirSync(join(site, "stories"), { recursive: true });
  for (const file of ["index.html", "stories/index.html", "core.wasm", "404.html", "%2e%2e"]) {
    writeFileSync(join(site, file), `this is ${file}`);
  }
  writeFileSync(join(folder, "secret.txt"), secret);
  symlinkSync("../secret.txt", join(site, "link.txt"));
  symlinkSync("..", join(site, "link"));
  return site;
}

/** Characters stand for bytes. */
const tokens = fc.oneof(
  fc.constantFrom(
    ...[
      "\r\n",
      "\r\n\r\n",
      "\n",
      "\r",
      "\0",
      " ",
      "\t",
      ":",
      "/",
      "//",
      "\\",
      "..",
      "/../",
      "%2e%2e",
    ],
    ...[
      "%2f",
      "%5c",
      "%00",
      "%ff",
      "%c0%ae",
      "%",
      "?",
      "#",
      "&",
      "=",
      ";",
      ",",
      "HTTP/1.1",
      "HTTP/1.0",
    ],
    ...[
      "GET ",
      "HEAD ",
      "POST ",
      "get ",
      "Host: localhost\r\n",
      "Host: x\r\n",
      "Host:",
      "If-None-Match: *",
    ],
    ...[
      "Content-Length: 0\r\n",
      "Content-Length: 9\r\n",
      "Transfer-Encoding: chunked\r\n",
      "Range: bytes=0-",
    ],
    ...[
      "Accept: text/html\r\n",
      "Accept-Encoding: gzip;q=0\r\n",
      "Connection: keep-alive\r\n",
      " folded\r\n",
    ],
    ...[
      "link",
      "secret.txt",
      "stories",
      "api/",
      "api/delay?ms=",
      "api/query?id=1&",
      "run=",
      "etc/passwd",
    ],
    ...[
      "x".repeat(70_000),
      "X: y\r\n".repeat(150),
      "=?utf-8?q?x?=",
      "\u00ff",
      "\u0080",
      "99999999999999999999",
    ],
  ),
  fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
    maxLength: 6,
  }),
);
const anyRequest = fc.oneof(
  { weight: 8, arbitrary: mutated(fc.constantFrom(...corpus.requests), tokens, joinTexts) },
  fc.array(tokens, { maxLength: 30 }).map(joinTexts),
);

/** Sends `bytes` in one or two parts, then the end; what comes back until the server ends, too. */
function exchange(port: number, bytes: Buffer, cut: number): Promise<Buffer> {
  return new Promise((done) => {
    const parts: Buffer[] = [];
    const connection = createConnection({ port, host: "127.0.0.1" });
    connection.setNoDelay();
    connection.on("data", (part) => parts.push(part));
    // The server may close while it is still being written to.
    connection.on("error", () => undefined);
    connection.on("close", () => done(Buffer.concat(parts)));
    connection.write(bytes.subarray(0, cut));
    connection.end(bytes.subarray(cut));
  });
}

/** Throws unless `answer` is responses one after another, none of which says what none may say. */
function checkResponses(answer: Buffer): void {
  let rest = answer.toString("latin1");
  while (rest !== "") {
    const head = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n(?:[!-9;-~]+: [^\r\n]*\r\n)*\r\n/.exec(rest);
    if (!head) throw new Error(`It answers ${JSON.stringify(rest.slice(0, 200))}.`);
    const [text, status = ""] = head;
    if (!/^(200|301|304|4\d\d|503|505)$/.test(status)) throw new Error(`It answers ${status}.`);
    if (!/\r\nContent-Security-Policy: /.test(text)) throw new Error(`Without a policy: ${text}`);
    const length = Number(/\r\nContent-Length: (\d+)\r\n/.exec(text)?.[1] ?? 0);
    const body = rest.slice(text.length, text.length + length);
    // A response to HEAD has no body: then another response follows, or nothing.
    const bodiless = body.startsWith("HTTP/1.1 ") || rest.length === text.length;
    rest = rest.slice(text.length + (bodiless ? 0 : length));
    if (body.includes(secret) || body.includes("root:")) throw new Error(`It sends ${body}.`);
  }
}

describe("serve.py", () => {
  let folder: string;
  let server: ChildProcess;
  let port: number;
  let errors = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lanes-fuzz-"));
    const options = ["--no-build", "--port", "0", "--site", makeSite(folder)];
    server = spawn("python3", [join(repository, "serve.py"), ...options]);
    server.stderr?.on("data", (text) => {
      errors += text;
    });
    const lines = createInterface({ input: server.stdout as NonNullable<typeof server.stdout> });
    for await (const line of lines) {
      port = Number(/:(\d+)\/$/.exec(line)?.[1]);
      break;
    }
  });
  afterAll(() => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  test("answers any bytes properly, and still answers afterwards", async () => {
    const generated = fc.record({ request: anyRequest, cut: fc.nat(9999) });
    const kept = corpus.requests.map((request) => ({ request, cut: 9999 }));
    await fuzz({ corpus: "requests", kept, generated, cases: 6000 }, async ({ request, cut }) => {
      // Not for longer than a test wants to wait.
      fc.pre(!/ms=\d{3}/.test(request));
      const bytes = Buffer.from(request, "latin1");
      checkResponses(await exchange(port, bytes, Math.floor((cut * bytes.length) / 9999)));
      if (errors) throw new Error(`It wrote: ${errors}`);
    });
    const health = await fetch(`http://127.0.0.1:${port}/api/health`);
    expect(await health.text()).toBe('{"status":"ok"}\n');
    expect([server.exitCode, errors]).toEqual([null, ""]);
  });
});
