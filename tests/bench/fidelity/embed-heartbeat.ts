/** How long a page waits for its own event loop while a demo on another site runs in its frame. */

import { cpus } from "node:os";
import { type Engine, engines, launch, needs } from "../../browser/driver/browsers.ts";
import { startPlainHost } from "../../browser/driver/plain-host.ts";
import { startServer } from "../../browser/driver/server.ts";
import { progress, roundsOr } from "../kit/page.ts";
import { atMost, type Report, type Row, spread } from "../kit/report.ts";

const rounds = roundsOr(5);
const link = "#how=sequential,concurrent,parallel&tasks=4&size=400000&workers=2";

interface Post {
  results: number;
  ready: boolean;
  longestGapMs: number;
}

const post = (embed: string) => `<!doctype html><title>A post</title>
  <iframe id="demo" src="${embed}" width="640" height="320"></iframe>
  <script>
    var results = 0, ready = false, longestGapMs = 0, last = performance.now();
    addEventListener("message", ({ data }) => {
      ready ||= data.type === "ready";
      if (data.type === "result") results++;
    });
    setInterval(() => {
      const now = performance.now();
      longestGapMs = Math.max(longestGapMs, now - last);
      last = now;
    }, 10);
  </script>`;

async function gapsOf(engine: Engine, url: string): Promise<number[]> {
  const browser = await launch(engine);
  try {
    const tab = await browser.open();
    await tab.goto(url);
    const gaps: number[] = [];
    for (let round = 0; round < rounds; round++) {
      progress(`${engine}, round ${round + 1} of ${rounds}`);
      gaps.push(
        await tab.evaluate(async () => {
          const page = window as unknown as Post;
          const soon = () => new Promise((passed) => setTimeout(passed, 20));
          while (!page.ready) await soon();
          const before = page.results;
          page.longestGapMs = 0;
          const frame = document.getElementById("demo") as HTMLIFrameElement;
          frame.contentWindow?.postMessage({ target: "lanes", type: "run" }, "*");
          while (page.results === before) await soon();
          return page.longestGapMs;
        }),
      );
    }
    return gaps;
  } finally {
    await browser.close();
  }
}

export async function bench(): Promise<Report> {
  const server = await startServer();
  const host = await startPlainHost({ "/post.html": post(`${server.url}embed.html${link}`) });
  const rows: Row[] = [];
  const claims: Report["claims"] = [];
  try {
    // Browsers distinguish sites by name, not by port.
    const url = new URL("/post.html", host.url).href.replace("127.0.0.1", "localhost");
    for (const engine of engines.filter((each) => !needs(each).skip)) {
      const gaps = await gapsOf(engine, url);
      rows.push({ name: `${engine}: longest wait of the page around`, figures: spread(gaps) });
      // Other programs delay heartbeats, too: the best of the rounds reflects the demo alone.
      claims.push(
        atMost(`${engine}: longest wait, least of the rounds, ms`, Math.min(...gaps), 60),
      );
    }
  } finally {
    await host.stop();
    await server.stop();
  }
  return {
    bench: `embed-heartbeat: a page with a heartbeat of 10 ms around a demo, ${rounds} rounds`,
    environment: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    rows,
    claims,
  };
}
