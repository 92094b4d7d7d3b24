/**
 * What the page and the embed transfer until they are ready to run, by file, as serve.py sends it.
 *
 * Counted is what goes over the wire, compressed and with its headers, by a proxy that knows nothing
 * of the site, in Chromium with an empty cache. What the page fetches by itself in the second after
 * it is ready stands apart. The copy for use without a network comes later, and only while nothing
 * is being run.
 */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { launch, type Tab } from "../../browser/driver/browsers.ts";
import { press } from "../../browser/driver/reader.ts";
import { startServer } from "../../browser/driver/server.ts";
import { environment, progress } from "../kit/page.ts";
import { atMost, type Report, type Row } from "../kit/report.ts";

interface Scale {
  url: string;
  /** Bytes by path since the last call. */
  take(): Map<string, number>;
  stop(): void;
}

/** A proxy that weighs what passes. */
async function startScale(to: string): Promise<Scale> {
  let bytes = new Map<string, number>();
  const { host, hostname, port } = new URL(to);
  const proxy = createServer((asked, answer) => {
    const path = asked.url ?? "/";
    const add = (count: number) => bytes.set(path, (bytes.get(path) ?? 0) + count);
    const headers = { ...asked.headers, host };
    request({ hostname, port, path, method: asked.method, headers }, (given) => {
      add(given.rawHeaders.reduce((sum, text) => sum + text.length + 2, 17));
      given.on("data", (chunk: Buffer) => add(chunk.length));
      answer.writeHead(given.statusCode ?? 500, given.rawHeaders);
      given.pipe(answer);
    }).end();
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`,
    take() {
      const taken = bytes;
      bytes = new Map();
      return taken;
    },
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

/** Paths that the page asked for when all that it waits for was there: its Wasm comes last. */
function askedForWhenReady(): string[] {
  const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const wasm = entries.filter(({ name }) => name.endsWith(".wasm"));
  const readyMs = Math.max(...wasm.map(({ responseEnd }) => responseEnd));
  return entries
    .filter(({ startTime }) => startTime > readyMs)
    .map(({ name }) => new URL(name).pathname);
}

const second = () => new Promise((over) => setTimeout(over, 1000));

function rowsOf(what: string, bytes: Map<string, number>): Row[] {
  const files = [...bytes].sort(([, a], [, b]) => b - a);
  return [
    { name: `${what}: ${files.length} files`, figures: { kB: kBOf(bytes) } },
    ...files.map(([path, count]) => ({ name: `  ${path}`, figures: { kB: count / 1000 } })),
  ];
}

function kBOf(bytes: Map<string, number>): number {
  return [...bytes.values()].reduce((sum, count) => sum + count, 0) / 1000;
}

export async function bench(): Promise<Report> {
  const server = await startServer();
  const scale = await startScale(server.url);
  const visit = async <T>(look: (tab: Tab) => Promise<T>): Promise<T> => {
    const browser = await launch("chromium");
    try {
      return await look(await browser.open());
    } finally {
      await browser.close();
    }
  };
  try {
    progress("the page");
    const { page, after, about } = await visit(async (tab) => {
      await tab.goto(scale.url);
      await tab.evaluate(() => window.lanes.ready);
      await second();
      const late = new Set(await tab.evaluate(askedForWhenReady));
      const all = [...scale.take()];
      return {
        page: new Map(all.filter(([path]) => !late.has(path))),
        after: new Map(all.filter(([path]) => late.has(path))),
        about: await environment(tab),
      };
    });
    await second();
    scale.take();
    progress("the embed");
    const { embed, run } = await visit(async (tab) => {
      await tab.goto(`${scale.url}embed.html`);
      await second();
      const before = scale.take();
      await press(tab, "^\\s*Run");
      await tab.evaluate(async () => {
        await window.lanes.ready;
      });
      await second();
      return { embed: before, run: scale.take() };
    });
    progress("<lanes-demo>");
    const element = await visit(async (tab) => {
      await tab.goto(`${scale.url}lanes-demo.js`);
      return scale.take();
    });
    return {
      bench: "page-weight: transferred until ready to run, by file",
      environment: about,
      rows: [
        ...rowsOf("the page, until ready to run", page),
        ...rowsOf("the page, by itself after that", after),
        ...rowsOf("the embed, until Run is pressed", embed),
        ...rowsOf("the embed, because Run was pressed", run),
        ...rowsOf("<lanes-demo>, until it is pressed", element),
      ],
      claims: [
        atMost("kB, the page until ready to run", kBOf(page), 140),
        atMost("kB, the embed until Run is pressed", kBOf(embed), 50),
      ],
      notes: ["Compressed by serve.py with gzip; many hosts send Brotli, which is smaller."],
    };
  } finally {
    scale.stop();
    await server.stop();
  }
}
