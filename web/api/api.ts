/** `window.lanes`: the one way to start work, for scripts and for Lanes' own interface alike. */

import { siteRoot } from "../base/site.ts";
import { detectCapabilities, serverAnswers } from "../engine/capabilities.ts";
import { Engine } from "../engine/engine.ts";
import { measuring, measuringAside } from "../offline/activity.ts";
import { settleIn } from "../offline/site-worker.ts";
import { version } from "../package.json";
import { embedCode } from "../share/embed-code.ts";
import { linkWithResults } from "../share/results-link.ts";
import { type LinkContext, normaliseSpec, writeLink } from "../spec/grammar.ts";
import { later } from "../spec/later.ts";
import { LanesError, type RunOptions, type Spec } from "../spec/types.ts";
import type { Lanes } from "./lanes.ts";

export interface InstallOptions {
  /** The page is an embed: its demos run off the host page's main thread unless told otherwise. */
  embed?: boolean;
}

/** Sets `window.lanes` and starts loading what it needs; in an embed that waits to be asked for. */
export function installLanes({ embed = false }: InstallOptions = {}): Lanes {
  const context: LinkContext = { embed, reportedCores: navigator.hardwareConcurrency || 1 };
  let capabilities = detectCapabilities(true);
  const engine = new Engine(capabilities);
  const start = () =>
    Promise.all([serverAnswers(), engine.prepare()]).then(([network]) => {
      if (!network) capabilities = detectCapabilities(false);
    });
  let starting: Promise<void> | undefined;
  const whenReady = () => {
    starting ??= start().catch((error: unknown) => {
      // The network may be back when it is asked for again.
      starting = undefined;
      throw error;
    });
    return starting;
  };
  const lanes: Lanes = {
    version,
    get ready() {
      return whenReady();
    },
    capabilities: () => capabilities,
    async run(spec, options) {
      const whole = normaliseSpec(spec, context);
      await whenReady();
      return measuring(engine.run(whole, options));
    },
    async estimate(spec) {
      const whole = normaliseSpec(spec, context);
      await whenReady();
      return measuringAside(engine.estimate(whole));
    },
    async simpleTest(spec, options = {}) {
      const whole = normaliseSpec(spec, context);
      const [{ runSimpleTest }] = await Promise.all([
        later("The simple test", import("../analysis/simple-test/simple-test.ts")),
        whenReady(),
      ]);
      const run = async (one: Spec, its: RunOptions) => {
        const [result] = await engine.run(one, its);
        if (!result) throw new LanesError("worker-died", "The run ended without a result.");
        return result;
      };
      const test = runSimpleTest(whole, options, run, (one) => engine.estimate(one));
      return measuring(test);
    },
    async whatIf(spec, limits, options) {
      return engine.whatIf(normaliseSpec(spec, context), limits, options?.bystander);
    },
    async generatedPicture(seed, width) {
      await whenReady();
      return engine.generatedPicture(seed, width);
    },
    link: (spec, results) =>
      results ? linkWithResults(spec, results, context) : writeLink(spec, context),
    async exportAs(results, format, { theme = shownTheme() } = {}) {
      const { exportResults } = await later("The export", import("../share/export/export.ts"));
      // The link opens the page, wherever this is.
      const linkTo = (spec: Spec): string =>
        siteRoot + writeLink(spec, { ...context, embed: false });
      return exportResults(results, format, { theme, linkTo });
    },
    embedCode: (spec, options = {}) => embedCode(spec, options, siteRoot, context),
  };
  window.lanes = lanes;
  // An embed is a guest of the page around it, and waits to be asked.
  if (!embed) void settleIn(whenReady());
  return lanes;
}

/** As the page's styles have it: what the link or the reader chose, else what the system prefers. */
function shownTheme(): "light" | "dark" {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
