/**
 * The freeze that is promised before the first run against the one that comes, on a page of its own for
 * each work, at the CPU throttling rates of Chromium's DevTools.
 */
import type { Page } from "playwright-core";
import { catalogue } from "../../../web/spec/works.ts";
import { environment, openChromium, progress, roundsOr } from "../kit/page.ts";
import { atMost, median, type Report, type Row } from "../kit/report.ts";

const rounds = roundsOr(3);
const rates = [1, 4, 6] as const;
/** Maximum duration of a measured run: larger sizes are reduced to fit. */
const aboutMs = 1500;

/** DevTools throttles the page's main thread, and no worker. */
async function throttle(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

export async function bench(): Promise<Report> {
  const opened = await openChromium();
  const works = catalogue
    .filter(({ bound, bringsCode }) => bound === "cpu" && !bringsCode)
    .map(({ name }) => name);
  const rows: Row[] = [];
  const errors = new Map<number, number[]>(rates.map((rate) => [rate, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const rate of rates) {
        for (const work of works) {
          progress(`round ${round + 1} of ${rounds}: ${work} at ${rate}×`);
          const page = await opened.browser.newPage();
          page.setDefaultTimeout(600_000);
          await throttle(page, rate);
          await page.goto("about:blank");
          await page.goto(opened.server.url);
          const { promisedMs, tookMs } = await page.evaluate(
            async ([name, aimMs]) => {
              await window.lanes.ready;
              const spec = { work: name, how: ["sequential" as const], tasks: 4 };
              const [whole] = await window.lanes.estimate(spec);
              const tasks = Math.max(
                1,
                Math.min(4, Math.round((4 * aimMs) / (whole?.wallMs ?? 1))),
              );
              const [estimate] = await window.lanes.estimate({ ...spec, tasks });
              const [result] = await window.lanes.run({ ...spec, tasks });
              return { promisedMs: estimate?.freezeMs ?? 0, tookMs: result?.wallMs ?? 0 };
            },
            [work, aboutMs] as const,
          );
          await page.close();
          const off = Math.abs(promisedMs / tookMs - 1);
          errors.get(rate)?.push(off);
          rows.push({ name: `${work} ${rate}×`, figures: { promisedMs, tookMs, off } });
        }
      }
    }
    return {
      bench: `estimate: the promised freeze against the first run, ${rounds} rounds`,
      environment: await environment(opened.tab),
      rows,
      claims: rates.map((rate) =>
        atMost(
          `off by, at ${rate}×, median of ${works.length} works`,
          median(errors.get(rate) ?? []),
          0.3,
        ),
      ),
    };
  } finally {
    await opened.close();
  }
}
