/** Printed, and with forced colours: what only Chromium's driver can ask for. */
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stories } from "../../../web/stories/catalogue.ts";
import { audit } from "../driver/axe.ts";
import { chromiumArguments, needs, patiently } from "../driver/browsers.ts";
import { useServer } from "../driver/open-lanes.ts";

const link = "#work=hash&size=2000&tasks=2&workers=2&how=sequential,parallel";

describe("paper and forced colours", needs("chromium"), () => {
  const server = useServer();
  let browser: Browser;
  beforeAll(async () => {
    const { LANES_CHROMIUM: executablePath } = process.env;
    browser = await chromium.launch({ executablePath, args: chromiumArguments });
  });
  afterAll(() => browser.close());

  async function afterRun(path: string, options: Parameters<Browser["newContext"]>[0]) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    patiently(page);
    await page.goto(`${server.url}${path}${link}`);
    await page
      .locator("button", { hasText: /^\s*Run/ })
      .first()
      .click();
    await page.getByText("Same answer").first().waitFor();
    return { page, close: () => context.close() };
  }

  /** The share of an element's pixels that are nearly white. */
  async function whiteness(page: Page, selector: string): Promise<number> {
    const png = (await page.locator(selector).first().screenshot()).toString("base64");
    return page.evaluate(async (base64: string) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${base64}`;
      await picture.decode();
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext("2d");
      context?.drawImage(picture, 0, 0);
      const { data = [] } = context?.getImageData(0, 0, picture.width, picture.height) ?? {};
      let white = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (Math.min(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) > 235) white++;
      }
      return (4 * white) / data.length;
    }, png);
  }

  test.each(["", "embed.html"])(
    "/%s in the dark theme prints dark on light, without controls",
    async (path) => {
      const { page, close } = await afterRun(path, { colorScheme: "dark" });
      await page.emulateMedia({ media: "print" });
      for (const button of await page.locator("button").all()) {
        expect(await button.isVisible()).toBe(false);
      }
      expect(await page.getByText("Same answer").first().isVisible()).toBe(true);
      if (path === "") {
        // The timeline's canvas, too, is drawn in the colours of paper.
        await expect
          .poll(() => whiteness(page, "lanes-timeline"), { timeout: 60_000 })
          .toBeGreaterThan(0.6);
      }
      expect((await audit(page as never)).violations).toEqual([]);
      const pdf = await page.pdf({ format: "A4" });
      expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
      await close();
    },
  );

  test.each(stories.map(({ name }) => name))(
    "stories/%s prints no grid around its figures: text would be printed over what goes on on the next page",
    async (name) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      patiently(page);
      await page.goto(`${server.url}stories/${name}/`);
      await page.locator(".figure").first().waitFor();
      await page.emulateMedia({ media: "print" });
      const displays = await page.locator(".figure").evaluateAll((figures) => {
        const around = figures.flatMap((one) => [
          (one.getRootNode() as ShadowRoot).host,
          one,
          ...one.querySelectorAll(".sides, .side"),
        ]);
        return around.map((one) => getComputedStyle(one).display);
      });
      expect(displays.length).toBeGreaterThan(1);
      expect(new Set(displays)).toEqual(new Set(["block"]));
      await context.close();
    },
  );

  test.each(["", "embed.html"])("/%s with forced colours tells strategies apart", async (path) => {
    const { page, close } = await afterRun(path, { forcedColors: "active", colorScheme: "dark" });
    const rows = page.locator("[data-how]").filter({ hasText: /sequential|parallel/ });
    expect(await rows.count()).toBeGreaterThan(1);
    if (path === "") {
      // Each strategy's spans in its own colour: drawn in one, half of the figure would be white.
      expect(await whiteness(page, "lanes-timeline .stage, lanes-timeline canvas")).toBeLessThan(
        0.25,
      );
    }
    expect((await audit(page as never)).violations).toEqual([]);
    await close();
  });
});
