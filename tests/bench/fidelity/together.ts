/**
 * Six demos in somebody else's page, and two tabs, all started at once: each result against those of
 * the same pages one after the other, in three engines. A result counts as right if it is within the goal or marked.
 */
import { cpus } from "node:os";
import type { Result } from "../../../web/spec/types.ts";
import { type Engine, engines, launch, needs, type Tab } from "../../browser/driver/browsers.ts";
import { startPlainHost } from "../../browser/driver/plain-host.ts";
import { goToLanes } from "../../browser/driver/reader.ts";
import { type Server, startServer } from "../../browser/driver/server.ts";
import { progress, roundsOr } from "../kit/page.ts";
import { atLeast, median, type Report, type Row, spread } from "../kit/report.ts";

const rounds = roundsOr(3);
const embeds = 6;
const within = 0.15;
const spec = {
  work: "hash",
  how: ["sequential", "parallel"] as const,
  tasks: 4,
  size: 200_000,
  workers: 2,
  // A frozen page could not start the others.
  loop: "worker" as const,
};
const link = `#work=hash&how=${spec.how.join()}&tasks=${spec.tasks}&size=${spec.size}&workers=2&loop=worker`;

type Told = Pick<Result, "how" | "wallMs" | "valid" | "disturbed">;

interface Post {
  ready: number;
  /** By frame. */
  told: Map<number, Told[]>;
}

const post = (embed: string) => `<!doctype html><title>A post</title>
  ${`<iframe src="${embed}" width="640" height="320"></iframe>`.repeat(embeds)}
  <script>
    var ready = 0, told = new Map();
    addEventListener("message", ({ data, source }) => {
      if (data.type === "ready") ready++;
      if (data.type !== "result") return;
      const from = [...document.querySelectorAll("iframe")].findIndex((one) => one.contentWindow === source);
      told.set(from, data.results.map(({ how, wallMs, valid, disturbed }) => ({ how, wallMs, valid, disturbed })));
    });
  </script>`;

/** Presses Run in every frame: in all at once, or in each when the one before has its results. */
function runFrames(tab: Tab, atOnce: boolean): Promise<Told[][]> {
  return tab.evaluate(async (together: boolean) => {
    const page = window as unknown as Post;
    const frames = [...document.querySelectorAll("iframe")];
    const until = async (what: () => boolean) => {
      while (!what()) await new Promise((passed) => setTimeout(passed, 50));
    };
    await until(() => page.ready === frames.length);
    page.told = new Map();
    for (const [i, frame] of frames.entries()) {
      frame.contentWindow?.postMessage({ target: "lanes", type: "run" }, "*");
      if (!together) await until(() => page.told.has(i));
    }
    await until(() => page.told.size === frames.length);
    return frames.map((_, i) => page.told.get(i) ?? []);
  }, atOnce);
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

/** Runs `spec` in this tab and in the other: at once, or one after the other. */
function runTabs(tab: Tab, atOnce: boolean): Promise<Told[][]> {
  return tab.evaluate(
    async ([wanted, together]) => {
      const { other } = window as unknown as { other: Window };
      const run = (page: Window) => page.lanes.run(wanted as never);
      const all = together
        ? await Promise.all([run(window), run(other)])
        : [await run(window), await run(other)];
      return all.map((results) =>
        results.map(({ how, wallMs, valid, disturbed }) => ({ how, wallMs, valid, disturbed })),
      );
    },
    [spec, atOnce] as const,
  );
}

interface Compared {
  rows: Row[];
  right: number;
  of: number;
}

/** `run` gives the results of `pages` pages that were started at once, or each by itself. */
async function compare(
  name: string,
  pages: number,
  run: (atOnce: boolean) => Promise<Told[][]>,
): Promise<Compared> {
  const alone: Told[][] = Array.from({ length: pages }, () => []);
  const together: Told[][] = Array.from({ length: pages }, () => []);
  for (let round = -1; round < rounds; round++) {
    progress(`${name}, ${round < 0 ? "warming" : `round ${round + 1} of ${rounds}`}`);
    for (const [into, atOnce] of [
      [alone, false],
      [together, true],
    ] as const) {
      const told = await run(atOnce);
      if (round >= 0) for (const [page, results] of told.entries()) into[page]?.push(...results);
    }
  }
  const rows: Row[] = [];
  let right = 0;
  for (const how of spec.how) {
    const of = (told: Told[]) => told.filter((one) => one.how === how);
    const msOf = (told: Told[]) => of(told).map((one) => one.wallMs);
    const isMarked = (one: Told) => !one.valid || one.disturbed !== "";
    const marked = of(together.flat()).filter(isMarked).length;
    rows.push(
      { name: `${name}, ${how}, alone`, figures: spread(msOf(alone.flat())) },
      {
        name: `${name}, ${how}, ${pages} at once`,
        figures: { ...spread(msOf(together.flat())), marked },
      },
    );
    // Each page against itself: browsers may have compiled one page's code better than another's.
    for (const [page, told] of together.entries()) {
      const usual = median(msOf(alone[page] ?? []));
      right += of(told).filter(
        (one) => isMarked(one) || Math.abs(one.wallMs / usual - 1) <= within,
      ).length;
    }
  }
  return { rows, right, of: together.flat().length };
}

async function measure(engine: Engine, server: Server, url: string) {
  const browser = await launch(engine);
  try {
    const tab = await browser.open();
    await tab.goto(url);
    const frames = await compare(`${engine}, embeds`, embeds, (atOnce) => runFrames(tab, atOnce));
    await goToLanes(tab, `${server.url}${link}`);
    const tabs = (await openOther(tab))
      ? await compare(`${engine}, tabs`, 2, (atOnce) => runTabs(tab, atOnce))
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
