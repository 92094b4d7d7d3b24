/** What `lanes.exportAs` makes of real results, and how the page hands it out. */
import { describe, expect, test } from "vitest";
import { columns } from "../../../web/share/export/csv.ts";
import type { ExportFormat, Result, Spec } from "../../../web/spec/types.ts";
import { readXml } from "../../web/samples/xml.ts";
import { readCsv } from "../../web/share/csv.ts";
import { traceProblems } from "../../web/share/trace-format.ts";
import { needs, type Tab } from "../driver/browsers.ts";
import { places, useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

interface Exported {
  /** What the files are checked against. */
  results: Pick<Result, "how" | "wallMs" | "digests">[];
  texts: Record<Exclude<ExportFormat, "png">, { type: string; text: string }>;
  png: { type: string; width: number; height: number; colours: number; corner: string };
}

const exported = (tab: Tab, wanted: Partial<Spec>, theme: "light" | "dark"): Promise<Exported> =>
  tab.evaluate(
    async ({ spec, look }) => {
      const results = await window.lanes.run(spec);
      const as = (format: ExportFormat) =>
        window.lanes.exportAs(results, format, { theme: look as "light" });
      const texts: Record<string, { type: string; text: string }> = {};
      for (const format of ["trace", "csv", "json", "svg"] as const) {
        const blob = await as(format);
        texts[format] = { type: blob.type, text: await blob.text() };
      }
      const blob = await as("png");
      const bitmap = await createImageBitmap(blob);
      const canvas = document.createElement("canvas");
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const seen = new Set(new Uint32Array(data.buffer));
      return {
        results: results.map(({ how, wallMs, digests }) => ({ how, wallMs, digests })),
        texts: texts as never,
        png: {
          type: blob.type,
          width: bitmap.width,
          height: bitmap.height,
          colours: seen.size,
          corner: [...data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join(""),
        },
      };
    },
    { spec: wanted, look: theme },
  );

const small = { tasks: 3, workers: 2 };
const set_ups: { name: string; spec: Partial<Spec> }[] = [
  {
    name: "hash",
    spec: { ...small, work: "hash", size: 60_000, how: ["sequential", "sliced", "parallel"] },
  },
  {
    name: "http",
    spec: {
      ...small,
      work: "http",
      tasks: 12,
      latency: 30,
      jitter: 50,
      backend: "modelled",
      how: ["sequential", "concurrent", "bounded", "parallel"],
      limit: 4,
    },
  },
  {
    name: "query on a crowded service",
    spec: {
      work: "query",
      tasks: 300,
      latency: 20,
      pool: 3,
      queue: 40,
      backend: "modelled",
      how: ["concurrent", "bounded"],
    },
  },
];

describe.each(places)("$engine", ({ engine, place, isolated }) => {
  describe(`results as files, ${place}`, needs(engine), () => {
    const lanes = useLanes(engine, isolated);

    test.each(set_ups)("$name: each format is what it says it is", async ({ spec }) => {
      const { results, texts, png } = await exported(lanes.tab, spec, "dark");

      expect(texts.trace.type).toBe("application/json");
      const trace = JSON.parse(texts.trace.text);
      expect(traceProblems(trace)).toEqual([]);
      const processes = trace.traceEvents.filter(
        (e: { name: string }) => e.name === "process_name",
      );
      expect(processes).toHaveLength(results.length);

      expect(texts.csv.type).toContain("text/csv");
      const [header, ...rows] = readCsv(texts.csv.text);
      expect(header).toEqual(columns.map(({ name }) => name));
      expect(rows.map((row) => row[1])).toEqual(results.map(({ how }) => how));
      expect(rows.map((row) => Number(row[2]))).toEqual(results.map(({ wallMs }) => wallMs));

      const read = JSON.parse(texts.json.text) as Result[];
      for (const [i, { how, wallMs, digests }] of results.entries()) {
        expect(read[i]).toMatchObject({ how, wallMs, digests });
        expect(read[i]?.spans.endMs).toHaveLength(read[i]?.spans.count as number);
        expect(read[i]?.eventLoop.checks).toHaveLength(read[i]?.eventLoop.health.sent as number);
      }

      expect(texts.svg.type).toBe("image/svg+xml");
      expect(readXml(texts.svg.text).length).toBeGreaterThan(20);
      const parsed = await lanes.tab.evaluate((svg: string) => {
        const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
        return [documentElement.nodeName, documentElement.querySelectorAll("parsererror").length];
      }, texts.svg.text);
      expect(parsed).toEqual(["svg", 0]);

      expect(png).toMatchObject({
        type: "image/png",
        width: 1600,
        height: 900,
        corner: "121416",
      });
      // Bars, patterns and smoothed letters.
      expect(png.colours).toBeGreaterThan(50);
    });

    test("nothing and nonsense are refused with a sentence", async () => {
      const refused = await lanes.tab.evaluate(async () => {
        const codes: unknown[] = [];
        const [result] = await window.lanes.run({ size: 1000, tasks: 1, how: ["sequential"] });
        for (const [results, format] of [
          [[], "csv"],
          [null, "csv"],
          [[null, 4], "json"],
          [[result], "docx"],
        ]) {
          await window.lanes.exportAs(results as never, format as never).catch((error: unknown) => {
            const { code, message } = error as { code: string; message: string };
            codes.push([code, message.endsWith(".")]);
          });
        }
        return codes;
      });
      expect(refused).toEqual(Array(4).fill(["bad-spec", true]));
    });
  });

  describe("taking it away", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    test("nothing can be saved before a run, and the page says why", async () => {
      await goAnew(tab, `${lanes.server.url}#size=3000&tasks=2&how=sequential`);
      await until(says(tab, "Take it away"), "the panel");
      expect(await visibleText(tab)).toContain("Nothing has been measured with these numbers yet");
      const states = await tab.evaluate(() => {
        const app = document.querySelector("lanes-app")?.shadowRoot;
        const panel = app?.querySelector("lanes-take-away")?.shadowRoot;
        const buttons = [...(panel?.querySelectorAll<HTMLElement>("[data-format]") ?? [])];
        for (const button of buttons) button.click();
        return buttons.map(({ ariaDisabled, tabIndex }) => [ariaDisabled, tabIndex]);
      });
      // Focusable, so that screen readers announce the reason.
      expect(states).toEqual(Array(5).fill(["true", 0]));
    });

    test("after a run each format is saved under a name that says what it is", async () => {
      await goAnew(tab, `${lanes.server.url}#size=3000&tasks=2&how=sequential,concurrent`);
      await until(() => press(tab, "^\\s*Run both"), "the Run button");
      await until(says(tab, "Same answer"), "the results");
      await tab.evaluate(() => {
        const saved: string[] = [];
        Object.assign(window, { saved });
        HTMLAnchorElement.prototype.click = function () {
          saved.push(`${this.download} ${this.protocol}`);
        };
      });
      for (const label of ["SVG figure", "PNG figure", "CSV", "JSON", "Chrome trace"]) {
        await until(says(tab, "The figures follow the theme"), "the panel");
        const before = await tab.evaluate(() => (window as never as { saved: [] }).saved.length);
        await until(() => press(tab, `^\\s*${label}`), label);
        await until(
          () =>
            tab.evaluate(
              (count: number) => (window as never as { saved: [] }).saved.length > count,
              before,
            ),
          `${label} to be saved`,
        );
      }
      expect(await tab.evaluate(() => (window as never as { saved: string[] }).saved)).toEqual(
        ["svg", "png", "csv", "json", "trace.json"].map((end) => `lanes-hash-2x3000.${end} blob:`),
      );
      await until(says(tab, "Saved as lanes-hash-2x3000.trace.json"), "the note");
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
