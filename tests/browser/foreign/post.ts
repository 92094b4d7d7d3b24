/** A post on somebody else's site, with what Lanes gives to paste in it. */
import { expect } from "vitest";
import { type EmbedKind, embedCode } from "../../../web/share/embed-code.ts";
import type { Result } from "../../../web/spec/types.ts";
import type { Tab } from "../driver/browsers.ts";
import { until } from "../driver/reader.ts";

/** What is pasted: quick, but of more than one strategy. */
export const spec = {
  how: ["sequential" as const, "parallel" as const],
  tasks: 3,
  size: 20_000,
  workers: 2,
};

/** `site`: where Lanes is. */
export const pasted = (site: string, kind: EmbedKind = "iframe") =>
  embedCode(spec, { kind }, site, { reportedCores: 2 });

/** `code` with a `sandbox` on its frame. */
export const sandboxed = (code: string, allowed: string) =>
  code.replace("<iframe", `<iframe sandbox="${allowed}"`);

/** From another site than Lanes': browsers tell sites apart by name, not by port. */
export const elsewhere = (url: string) => url.replace("127.0.0.1", "localhost");

type Heard = { type: string; origin: string; message?: string; results?: Ran[] };
type Ran = Pick<Result, "how" | "digests"> & { ok: number; tier: string };

/** Globals of `post`. */
declare const window: Window & {
  heard: Heard[];
  /** Errors, rejections, and what a policy has blocked. */
  told: string[];
  demo: Window | undefined;
};

/** The page; whatever frame of Lanes is in it, its messages are kept. */
export const post = (markup: string) => `<!doctype html><meta charset="utf-8"><title>A post</title>
  <script>
    var heard = [], told = [], demo;
    addEventListener("message", ({ data, source, origin }) => {
      if (data?.source !== "lanes") return;
      if (data.type === "ready") demo = source;
      const results = data.results?.map(({ how, digests, tasks, environment }) =>
        ({ how, digests, ok: tasks.ok, tier: environment.tier }));
      heard.push({ type: data.type, origin, message: data.message, results });
    });
    addEventListener("error", ({ message }) => told.push(message ?? "not loaded"));
    addEventListener("unhandledrejection", ({ reason }) => told.push(String(reason)));
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      // Browsers ask for it by themselves, and some tell the page that it may not be asked for.
      if (!blockedURI.endsWith("/favicon.ico")) told.push(effectiveDirective + " " + blockedURI);
    });
  </script>
  <p>Look at this:</p>
  ${markup}
  <p>That was it.</p>`;

/** The pages of a host that has `page` at /post.html. */
export const postAt = (page: string) => ({ "/post.html": page, "/favicon.ico": "" });

export const heard = (tab: Tab, type: string): Promise<Heard[]> =>
  tab.evaluate(
    (wanted: string) =>
      JSON.parse(JSON.stringify(window.heard.filter((one) => one.type === wanted))),
    type,
  );

/** The last message of that type. Throws the demo's sentence if it says that something went wrong. */
export async function untilHeard(tab: Tab, type: string): Promise<Heard> {
  await until(
    async () => (await heard(tab, type)).length + (await heard(tab, "error")).length > 0,
    `a message "${type}"`,
  );
  for (const { message } of await heard(tab, "error")) throw new Error(message);
  return (await heard(tab, type)).at(-1) as Heard;
}

/** Runs the demo in the post, by a message, and checks its answers. */
export async function expectRuns(tab: Tab): Promise<Ran[]> {
  await untilHeard(tab, "ready");
  await tab.evaluate(() => window.demo?.postMessage({ target: "lanes", type: "run" }, "*"));
  return expectRan(tab);
}

/** Checks the answers of a demo that has been started. */
export async function expectRan(tab: Tab): Promise<Ran[]> {
  const { results = [] } = await untilHeard(tab, "result");
  expect(results.map(({ how, ok }) => [how, ok])).toEqual(spec.how.map((how) => [how, spec.tasks]));
  expect(new Set(results.map(({ digests }) => digests.join())).size).toBe(1);
  return results;
}

/** Presses the poster of the `<lanes-demo>`, once it is one. */
export async function pressPoster(tab: Tab): Promise<void> {
  await until(
    () =>
      tab.evaluate(() => {
        const find = (root: ParentNode): HTMLElement | null => {
          for (const element of root.querySelectorAll("*")) {
            if (element.localName === "lanes-demo") {
              return element.shadowRoot?.querySelector("button") ?? null;
            }
            const within = element.shadowRoot && find(element.shadowRoot);
            if (within) return within;
          }
          return null;
        };
        const poster = find(document);
        poster?.click();
        return poster !== null;
      }),
    "the poster",
  );
}

/** What the `<lanes-demo>` says below its frame, and where the link there leads. */
export const sentenceOf = (tab: Tab) =>
  tab.evaluate(() => {
    const said = document.querySelector("lanes-demo")?.shadowRoot?.querySelector("[role=status]");
    return { text: said?.textContent ?? "", href: said?.querySelector("a")?.href ?? "" };
  });

/** Links of the post itself, and what they are called. */
export const linksOf = (tab: Tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll("a")].map(({ href, textContent }) => ({
      href,
      text: textContent,
    })),
  );

/** `from`: how many errors the tab had before. */
export async function expectQuiet(tab: Tab, from = 0): Promise<void> {
  expect(await tab.evaluate(() => window.told)).toEqual([]);
  const written = tab.errors().slice(from);
  expect(written.filter((text) => !text.includes("/favicon.ico"))).toEqual([]);
}
