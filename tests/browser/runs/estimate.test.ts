/** What a page says of a run before it: measured where it is, and what follows from it. */
import { describe, expect, test } from "vitest";
import { bringsCode, catalogue } from "../../../web/spec/works.ts";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

describe.each(engines)("%s", (engine: Engine) => {
  describe("estimates", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;

    const load = (hash: string) => goAnew(tab, `${lanes.server.url}${hash}`);

    test("there is one for every strategy of every work", async () => {
      const works = catalogue.map(({ name }) => name);
      const all = await tab.evaluate(async (names: string[]) => {
        const how = ["sequential", "concurrent", "bounded", "sliced", "parallel"] as const;
        const estimates = [];
        for (const work of names) {
          estimates.push(await window.lanes.estimate({ work, how: [...how] }));
        }
        return estimates;
      }, works);
      for (const [i, estimates] of all.entries()) {
        expect(estimates.map(({ how }) => how)).toHaveLength(5);
        const brings = bringsCode(catalogue[i]);
        for (const { wallMs, freezeMs } of estimates) {
          if (brings) expect(wallMs, works[i]).toBe(0);
          else expect(wallMs, works[i]).toBeGreaterThan(0);
          expect(freezeMs === 0 || freezeMs === wallMs).toBe(true);
        }
        const cpu = catalogue[i]?.bound === "cpu" && !brings;
        expect(estimates.filter(({ freezeMs }) => freezeMs > 0)).toHaveLength(cpu ? 3 : 0);
      }
    });

    test("a run corrects it, unless something else had the machine meanwhile", async () => {
      const { beforeMs, wallMs, disturbed, expectedMs } = await tab.evaluate(async () => {
        const spec = { work: "primes", tasks: 2, size: 200_000, how: ["sequential" as const] };
        const expected = async () =>
          (await window.lanes.estimate({ ...spec, tasks: 4 }))[0]?.freezeMs ?? 0;
        const beforeMs = await expected();
        const [result] = await window.lanes.run(spec);
        const { wallMs = 0, disturbed } = result ?? {};
        return { beforeMs, wallMs, disturbed, expectedMs: await expected() };
      });
      expect(expectedMs).toBeCloseTo(disturbed ? beforeMs : 2 * wallMs, 3);
    });

    test("bad specs are refused as a run refuses them", async () => {
      const code = await tab.evaluate(() =>
        window.lanes.estimate({ work: "mining" }).then(
          () => "estimated",
          (error) => error.code,
        ),
      );
      expect(code).toBe("bad-spec");
    });

    test("a long freeze is said before, and a press makes it short", async () => {
      // Half an hour on a laptop.
      await load("#work=hash&size=20000000&tasks=256&how=sequential,parallel");
      await until(says(tab, "Browsers ask after"), "the warning");
      expect(await visibleText(tab)).toMatch(
        /Sequential will freeze this page for about [\d,.]+ (s|min)/,
      );
      await until(() => press(tab, "Take .* instead"), "the button");
      const seconds = async () =>
        /freeze this page for about ([\d.]+) s/.exec(await visibleText(tab))?.[1];
      await until(async () => (await seconds()) !== undefined, "the new estimate");
      expect(Number(await seconds())).toBeLessThanOrEqual(5);
      expect(await tab.evaluate(() => location.hash)).toMatch(/size=\d+/);
    });

    test("a link that would freeze the page for long does not start by itself, one that would not does", async () => {
      await load("#work=hash&size=20000000&tasks=64&how=sequential&autorun=1");
      await until(says(tab, "The link asks to run by itself, but"), "the reason");
      await load("#work=hash&size=200&tasks=2&how=sequential,concurrent&autorun=1");
      await until(says(tab, "Same answer"), "the results");
    });

    test("leaves no error on the console", () => {
      expect(tab.errors()).toEqual([]);
    });
  });
});
