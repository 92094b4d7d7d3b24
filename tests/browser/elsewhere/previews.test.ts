/** The pages for previews, as a reader sees them who has followed a link to one. */
import { describe, expect, test } from "vitest";
import { ownCases } from "../../../web/previews/cases/own-cases.ts";
import { tryCases } from "../../../web/previews/cases/try-cases.ts";
import { loadCodeLink } from "../../../web/spec/link/code-link.ts";
import { normaliseSpec } from "../../../web/spec/link/normalise-spec.ts";
import { parseLink } from "../../../web/spec/link/parse-link.ts";
import { engines, needs, type Tab } from "../driver/browsers.ts";
import { spread, useLanes } from "../driver/open-lanes.ts";
import { goToLanes } from "../driver/reader.ts";

await loadCodeLink();
const all = [...tryCases, ...ownCases];
const context = { embed: false, reportedCores: 2 };

/** Loaded pictures by their sizes, and the page's links to this host. */
function seen(tab: Tab) {
  return tab.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.all(pictures.map((picture) => picture.decode()));
    return {
      sizes: pictures.map(
        ({ naturalWidth, naturalHeight }) => `${naturalWidth} × ${naturalHeight}`,
      ),
      hrefs: [...document.links].map(({ href }) => href),
      wide: document.documentElement.scrollWidth > innerWidth,
    };
  });
}

describe.each(engines)("%s", (engine) => {
  describe("previews", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    test("the list shows every case and leads to its page, also on a phone", async () => {
      await tab.resize(390, 844);
      await tab.goto(`${lanes.server.url}try/`);
      const { sizes, hrefs, wide } = await seen(tab);
      expect(sizes).toEqual(all.map(() => "1200 × 630"));
      for (const { name } of all) expect(hrefs).toContain(`${lanes.server.url}try/${name}/`);
      expect(wide).toBe(false);
    });

    test.each(spread(all, engine))(
      "$name: its image is there, and its link opens its set-up",
      async (preset) => {
        await tab.resize(1280, 900);
        await tab.goto(`${lanes.server.url}try/${preset.name}/`);
        const { sizes, hrefs } = await seen(tab);
        expect(sizes).toEqual(["1200 × 630"]);
        const link = hrefs.find((href) => href.startsWith(`${lanes.server.url}#`)) ?? "";
        await goToLanes(tab, link);
        const hash = await tab.evaluate(() => location.hash);
        const { spec } = parseLink(hash, context);
        expect(spec).toEqual(normaliseSpec(preset.spec, context));
      },
    );

    test("leave no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
