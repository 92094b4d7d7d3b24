/** The verdict and the sweeps on what real browsers measure. */
import { describe, expect, test } from "vitest";
import { type Finding, verdictOf } from "../../../web/analysis/verdict/verdict.ts";
import type { Result, Spec } from "../../../web/spec/types.ts";
import { type Engine, engines, needs, type Tab } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, until } from "../driver/reader.ts";
import { spansOf } from "../driver/results.ts";

/** The results with their spans, which do not survive JSON as typed arrays. */
async function run(tab: Tab, spec: Partial<Spec>): Promise<Result[]> {
  const plain = await tab.evaluate(async (wanted: Partial<Spec>) => {
    const results = await window.lanes.run(wanted);
    return results.map(({ spans, ...rest }) => ({
      ...rest,
      spans: {
        lane: [...spans.lane],
        task: [...spans.task],
        kind: [...spans.kind],
        startMs: [...spans.startMs],
        endMs: [...spans.endMs],
      },
    }));
  }, spec);
  return plain.map(({ spans, ...rest }) => ({ ...rest, spans: spansOf(spans) }));
}

function said(findings: readonly Finding[], subject: Finding["subject"]): string {
  return findings.find((finding) => finding.subject === subject)?.id ?? "";
}

/** Inside `lanes-app`, and inside that component. */
function within(tab: Tab, component: string, selector: string): Promise<string[]> {
  return tab.evaluate(
    ([name, inner]: [string, string]) => {
      const app = document.querySelector("lanes-app")?.shadowRoot;
      const root = app?.querySelector(name)?.shadowRoot;
      return [...(root?.querySelectorAll(inner) ?? [])].map(
        (found) =>
          (found as HTMLElement).dataset.rule ??
          found.textContent?.replace(/\s+/g, " ").trim() ??
          "",
      );
    },
    [component, selector] as [string, string],
  );
}

async function pressIn(tab: Tab, component: string, label: string): Promise<void> {
  await until(
    () =>
      tab.evaluate(
        ([name, text]: [string, string]) => {
          const app = document.querySelector("lanes-app")?.shadowRoot;
          const root = app?.querySelector(name)?.shadowRoot;
          const button = [...(root?.querySelectorAll("button") ?? [])].find(
            (one) =>
              one.textContent?.trim().startsWith(text) &&
              one.getAttribute("aria-disabled") !== "true",
          );
          button?.click();
          return button !== undefined;
        },
        [component, label] as [string, string],
      ),
    `“${label}”`,
  );
}

describe.each(engines)("%s", (engine: Engine) => {
  describe("the page", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const load = (hash: string) => goAnew(tab, `${lanes.server.url}${hash}`);

    test("gives a verdict after a run, and its link sets the next one up", async () => {
      // Waits this long show what they are on a busy machine, too.
      await load("#work=query&tasks=4&latency=1000&how=sequential,concurrent&backend=modelled");
      expect(await within(tab, "lanes-verdict", "dt")).toEqual([]);
      await pressIn(tab, "lanes-run-bar", "Run both");
      await until(
        async () => (await within(tab, "lanes-verdict", "[data-rule]")).length >= 4,
        "the verdict",
      );
      expect(await within(tab, "lanes-verdict", "[data-rule]")).toContain("waits-overlap");
      const href = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const link = app?.querySelector("lanes-verdict")?.shadowRoot?.querySelector("a");
        link?.click();
        return link?.getAttribute("href") ?? "";
      });
      expect(href).toMatch(/^#/);
      await until(
        () => tab.evaluate((wanted: string) => (location.hash || "#") === wanted, href),
        "the set-up",
      );
      const focused = await tab.evaluate(
        () =>
          document.querySelector("lanes-app")?.shadowRoot?.querySelector("lanes-run-bar")
            ?.shadowRoot?.activeElement?.className,
      );
      expect(focused).toBe("run");
    });

    test("a worker sweep shows its dots, its fit and its numbers", async () => {
      await load("#work=hash&size=2000&tasks=4");
      await pressIn(tab, "lanes-sweep", "Sweep");
      await until(
        async () => (await within(tab, "lanes-sweep", "tbody tr")).length > 0,
        "the sweep",
      );
      const rows = await within(tab, "lanes-sweep", "tbody th");
      expect(rows.slice(0, 4)).toEqual(["1", "2", "3", "4"]);
      // When other load occupies the other core there is nothing to gain.
      expect((await within(tab, "lanes-sweep", ".sum"))[0]).toMatch(
        /times one worker’s speed|No number of workers was faster than one/,
      );
      const dots = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const panel = app?.querySelector("lanes-sweep")?.shadowRoot;
        const figure = panel?.querySelector("lanes-curve")?.shadowRoot;
        const marks = [...(figure?.querySelectorAll<SVGElement>(".dot") ?? [])];
        marks[0]?.focus();
        marks[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        return {
          count: marks.length,
          label: figure?.activeElement?.getAttribute("aria-label") ?? "",
          described: figure?.querySelector("desc")?.textContent ?? "",
        };
      });
      expect(dots.count).toBe(rows.length);
      expect(dots.label).toMatch(/^2 workers: [\d.]+ times as fast as one/);
      expect(dots.described).toContain("by number of workers");
    });

    test("a limit sweep measures what the model draws", async () => {
      await load("#work=query&tasks=10&latency=20&pool=2&timeout=5000&backend=modelled");
      await pressIn(tab, "lanes-sweep", "Sweep");
      await until(
        async () => (await within(tab, "lanes-sweep", "tbody tr")).length > 0,
        "the sweep",
      );
      expect(await within(tab, "lanes-sweep", "tbody th")).toEqual(["1", "2", "5", "10"]);
      expect((await within(tab, "lanes-sweep", ".sum"))[0]).toContain("the modelled service");
      const figures = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const panel = app?.querySelector("lanes-sweep")?.shadowRoot;
        return [...(panel?.querySelectorAll("lanes-curve") ?? [])].map(
          (figure) =>
            figure.shadowRoot?.querySelector(".key")?.textContent?.replace(/\s+/g, " ") ?? "",
        );
      });
      expect(figures).toHaveLength(3);
      for (const key of figures) expect(key).toContain("modelled");
    });

    test("the model’s curve is asked for without running anything", async () => {
      const points = await tab.evaluate(() =>
        window.lanes.whatIf({ work: "query", tasks: 200, pool: 20, latency: 200 }, [1, 20, 200]),
      );
      expect(points.map(({ limit, answered, timedOut }) => [limit, answered, timedOut])).toEqual([
        [1, 200, 0],
        [20, 200, 0],
        [200, 120, 80],
      ]);
      expect(points[1]?.wallMs).toBe(2000);
      const http = await tab.evaluate(() =>
        window.lanes.whatIf({ work: "http", tasks: 50, latency: 200 }, [50]),
      );
      expect(http[0]).toMatchObject({ wallMs: 200, answered: 50, p99Ms: 200 });
      const refused = await tab.evaluate(() =>
        window.lanes.whatIf({ work: "hash" }, [1]).then(
          () => "",
          (error: { code: string }) => error.code,
        ),
      );
      expect(refused).toBe("bad-spec");
    });

    test("a sweep can be cancelled, and the page runs on", async () => {
      await load("#work=hash&size=400000&tasks=4&how=parallel&workers=2");
      await pressIn(tab, "lanes-sweep", "Sweep");
      await until(
        async () => /Run [2-9]/.test((await within(tab, "lanes-sweep", ".going"))[0] ?? ""),
        "a run of it",
      );
      await pressIn(tab, "lanes-sweep", "Cancel");
      await until(async () => (await within(tab, "lanes-sweep", ".going")).length === 0, "its end");
      expect(await within(tab, "lanes-sweep", ".failure, .result")).toEqual([]);
      await pressIn(tab, "lanes-run-bar", "Run parallel");
      await until(
        async () => (await within(tab, "lanes-verdict", "[data-rule]")).length > 0,
        "a run after it",
      );
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});

/** Removes findings about other load on the machine, which are not under test. */
const undisturbed = (result: Result): Result => ({ ...result, disturbed: "" });

describe("what is said of real runs", needs("chromium"), () => {
  // A warm-up, so that no verdict is about compilation.
  const setUp = async (opened: Tab) => {
    await run(opened, { work: "hash", size: 50_000, tasks: 4, workers: 2 });
  };
  const { tab } = useLanes("chromium", true, { setUp });

  const cpu: Partial<Spec> = { work: "hash", size: 400_000, tasks: 4, workers: 2 };

  test("hashes one after another and all at once take as long, and freeze the page", async () => {
    const results = await run(tab, { ...cpu, how: ["sequential", "concurrent"] });
    const findings = verdictOf(results.map(undisturbed));
    expect(said(findings, "bound")).toBe("computing");
    // Under other load the two may differ, but this must not be blamed on the strategy.
    expect(["one-thread-is-one-thread", "one-thread-noise"]).toContain(said(findings, "strategy"));
    expect(["froze", "some-froze"]).toContain(said(findings, "loop"));
    expect(["on-threads", "take-turns"]).toContain(said(findings, "next"));
  });

  test("threads are said to have helped exactly where they were faster", async () => {
    const found = await run(tab, { ...cpu, how: ["sequential", "parallel"] });
    const results = found.map(undisturbed);
    const [sequential, parallel] = results;
    const factor = (sequential?.wallMs ?? 0) / (parallel?.wallMs ?? 1);
    const strategy = said(verdictOf(results), "strategy");
    if (factor >= 1.1) expect(strategy).toBe("parallel-faster");
    else expect(strategy).toMatch(/^parallel-(slower|gained-nothing)/);
    expect(said(verdictOf(parallel ? [parallel] : []), "strategy")).toBe("parallel-alone");
  });

  test("ten requests on a live server are bounded by the browser’s connections", async () => {
    const results = await run(tab, {
      work: "http",
      tasks: 10,
      latency: 300,
      how: ["sequential", "concurrent"],
      backend: "network",
    });
    const findings = verdictOf(results);
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["connections", "waits-overlap", "without-the-browsers-limit"]),
    );
    expect(findings.find(({ id }) => id === "connections")?.text).toContain(
      "had only 6 on the wire at once, and 4 had to wait",
    );
  });

  test("modelled requests wait together, and a limit costs what it costs", async () => {
    const http: Partial<Spec> = { work: "http", tasks: 12, latency: 200, backend: "modelled" };
    const together = await run(tab, { ...http, how: ["sequential", "concurrent"] });
    // Under other load the cost of requests may exceed their waits.
    expect(["slowest-wait", "request-cost"]).toContain(said(verdictOf(together), "bound"));
    expect(said(verdictOf(together), "strategy")).toBe("waits-overlap");
    const bounded = await run(tab, { ...http, how: ["bounded"], limit: 3 });
    const bound = said(verdictOf(bounded), "bound");
    expect(["limit", "request-cost"]).toContain(bound);
    if (bound === "limit") expect(said(verdictOf(bounded), "next")).toBe("raise-the-limit");
    const both = [...together.slice(1), ...bounded];
    expect(said(verdictOf(both), "strategy")).toBe("limit-costs");
  });

  test("queries without a limit overrun a small pool, and the limit saves them", async () => {
    const results = await run(tab, {
      work: "query",
      tasks: 12,
      latency: 200,
      pool: 2,
      timeout: 300,
      limit: 2,
      how: ["concurrent", "bounded"],
      backend: "modelled",
    });
    expect(said(verdictOf(results), "bound")).toBe("pool-timed-out");
    expect(said(verdictOf(results), "strategy")).toBe("limit-saved-tasks");
    expect(said(verdictOf(results.slice(0, 1)), "next")).toBe("limit-to-the-pool");
  });

  test("tiny tasks on separate workers are bounded by handing them over", async () => {
    const tiny: Partial<Spec> = {
      work: "hash",
      size: 5,
      tasks: 256,
      workers: 2,
      how: ["sequential", "parallel"],
      tier: "workers",
    };
    await run(tab, tiny);
    const findings = verdictOf((await run(tab, tiny)).map(undisturbed));
    expect(said(findings, "bound")).toBe("hand-over");
    expect(said(findings, "strategy")).toBe("parallel-slower-tiny");
    expect(said(findings, "next")).toBe("larger-tasks");
  });
});
