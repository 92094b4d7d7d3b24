/**
 * Six demos in somebody else's page, and two tabs, all started at once: each result against the one
 * measured alone, in three engines. A result counts as right if it is within the goal or marked.
 */
import { cpus } from "node:os";
import type { Result } from "../../web/spec/types.ts";
import { type Engine, engines, launch, needs, type Tab } from "../browser/browsers.ts";
import { startPlainHost } from "../browser/plain-host.ts";
import { goToLanes } from "../browser/reader.ts";
import { type Server, startServer } from "../browser/server.ts";
import { progress, roundsOr } from "./page.ts";
import { atLeast, median, type Report, type Row, spread } from "./report.ts";

const rounds = roundsOr(4);
const embeds = 6;
const within = 0.15;
const spec = {
  work: "hash",
  how: ["sequential", "parallel"] as const,
  tasks: 4,
  size: 300_000,
  workers: 2,
  // A frozen page could not start the others.
  loop: "worker" as const,
};
const link = `#work=hash&how=${spec.how.join()}&tasks=${spec.tasks}&size=${spec.size}&workers=2&loop=worker`;

type Told = Pick<Result, "how" | "wallMs" | "valid" | "disturbed">;

interface Post {
  ready: number;
  told: Told[][];
}

const post = (embed: string) => `<!doctype html><title>A post</title>
  ${`<iframe src="${embed}" width="640" height="320"></iframe>`.repeat(embeds)}
  <script>
    var ready = 0, told = [];
    addEventListener("message", ({ data }) => {
      if (data.type === "ready") ready++;
      if (data.type !== "result") return;
      told.push(data.results.map(({ how, wallMs, valid, disturbed }) => ({ how, wallMs, valid, disturbed })));
    });
  </script>`;

/** Presses Run in the first `count` frames at once; resolves when each has its results. */
function runFrames(tab: Tab, count: number): Promise<Told[][]> {
  return tab.evaluate(async (started: number) => {
    const page = window as unknown as Post;
    const soon = () => new Promise((passed) => setTimeout(passed, 50));
    const frames = [...document.querySelectorAll("iframe")];
    while (page.ready < frames.length) await soon();
    page.told = [];
    for (const frame of frames.slice(0, started)) {
      frame.contentWindow?.postMessage({ target: "lanes", type: "run" }, "*");
    }
    while (page.told.length < started) await soon();
    return page.told;
  }, count);
}

/** Opens a second tab of the same page. Some browsers open none that no reader asked for. */
function openOther(tab: Tab): Promise<boolean> {
  return tab.evaluate(async () => {
    const other = window.open(location.href);
    if (!other) return false;
    while (!other.lanes) await new Promise((passed) => setTimeout(passed, 50));
    await other.lanes.ready;
    (window as unknown as { other: Window }).other = other;
    return true;
  });
}

/** Runs `spec` in this tab and, with `both`, in the other at the same time. */
function runTabs(tab: Tab, both: boolean): Promise<Told[][]> {
  return tab.evaluate(
    async ([wanted, two]) => {
      const { other } = window as unknown as { other: Window };
      const pages = two ? [window, other] : [window];
      const all = await Promise.all(pages.map((page) => page.lanes.run(wanted as never)));
      return all.map((results) =>
        results.map(({ how, wallMs, valid, disturbed }) => ({ how, wallMs, valid, disturbed })),
      );
    },
    [spec, both] as const,
  );
}

interface Compared {
  rows: Row[];
  right: number;
  of: number;
}

/** `run(count)` gives the results of that many pages started at once. */
async function compare(
  name: string,
  most: number,
  run: (count: number) => Promise<Told[][]>,
): Promise<Compared> {
  const alone: Told[] = [];
  const together: Told[] = [];
  for (let round = -1; round < rounds; round++) {
    progress(`${name}, ${round < 0 ? "warming" : `round ${round + 1} of ${rounds}`}`);
    const [one, all] = [await run(1), await run(most)];
    if (round < 0) continue;
    alone.push(...one.flat());
    together.push(...all.flat());
  }
  const rows: Row[] = [];
  let right = 0;
  for (const how of spec.how) {
    const msOf = (told: Told[]) => told.filter((one) => one.how === how).map((one) => one.wallMs);
    const usual = median(msOf(alone));
    const marked = together.filter(
      (one) => one.how === how && (!one.valid || one.disturbed !== ""),
    ).length;
    rows.push(
      { name: `${name}, ${how}, alone`, figures: spread(msOf(alone)) },
      { name: `${name}, ${how}, ${most} at once`, figures: { ...spread(msOf(together)), marked } },
    );
    right += together.filter(
      (one) =>
        one.how === how &&
        (!one.valid || one.disturbed !== "" || Math.abs(one.wallMs / usual - 1) <= within),
    ).length;
  }
  return { rows, right, of: together.length };
}

async function measure(engine: Engine, server: Server, url: string) {
  const browser = await launch(engine);
  try {
    const tab = await browser.open();
    await tab.goto(url);
    const frames = await compare(`${engine}, embeds`, embeds, (count) => runFrames(tab, count));
    await goToLanes(tab, `${server.url}${link}`);
    const tabs = (await openOther(tab))
      ? await compare(`${engine}, tabs`, 2, (count) => runTabs(tab, count > 1))
      : undefined;
    return { frames, tabs };
  } finally {
    await browser.close();
  }
}

export async function bench(): Promise<Report> {
  const server = await startServer();
  const host = await startPlainHost({ "/post.html": post(`${server.url}embed.html${link}`) });
  const rows: Row[] = [];
  const claims: Report["claims"] = [];
  const notes: string[] = [];
  try {
    // Browsers distinguish sites by name, not by port.
    const url = new URL("/post.html", host.url).href.replace("127.0.0.1", "localhost");
    for (const engine of engines.filter((each) => !needs(each).skip)) {
      const { frames, tabs } = await measure(engine, server, url);
      if (!tabs)
        notes.push(`${engine} opens no second tab for a script; only embeds were measured.`);
      for (const [name, one] of [
        [`${embeds} embeds`, frames],
        ["2 tabs", tabs],
      ] as const) {
        if (!one) continue;
        rows.push(...one.rows);
        const what = `${engine}, ${name}: within ${100 * within} % of the one alone or marked, share`;
        claims.push(atLeast(what, one.right / one.of, 1));
      }
    }
  } finally {
    await host.stop();
    await server.stop();
  }
  return {
    bench: `together: demos started at once against one alone, ${rounds} rounds`,
    environment: { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length },
    rows,
    claims,
    notes,
  };
}
