/** `window.lanes`: the one way to start work, for scripts and for Lanes' own interface alike. */
import { version } from "../package.json";
import { type LinkContext, normaliseSpec, writeLink } from "../share/grammar.ts";
import { linkWithResults } from "../share/results-link.ts";
import { detectCapabilities, serverAnswers } from "./capabilities.ts";
import { Engine } from "./engine.ts";
import { runSimpleTest } from "./simple-test.ts";
import { siteRoot } from "./site.ts";
import { type Lanes, LanesError, type Spec } from "./types.ts";

export interface InstallOptions {
  /** The page is an embed: its demos run off the host page's main thread unless told otherwise. */
  embed?: boolean;
}

/** Sets `window.lanes` and starts loading what it needs. */
export function installLanes({ embed = false }: InstallOptions = {}): Lanes {
  const context: LinkContext = { embed, reportedCores: navigator.hardwareConcurrency || 1 };
  let capabilities = detectCapabilities(true);
  const engine = new Engine(capabilities);
  const ready = Promise.all([serverAnswers(), engine.prepare()]).then(([network]) => {
    if (!network) capabilities = detectCapabilities(false);
  });
  const lanes: Lanes = {
    version,
    ready,
    capabilities: () => capabilities,
    async run(spec, options) {
      const whole = normaliseSpec(spec, context);
      await ready;
      return engine.run(whole, options);
    },
    async simpleTest(spec, options = {}) {
      const whole = normaliseSpec(spec, context);
      await ready;
      return runSimpleTest(whole, options, async (one, its) => {
        const [result] = await engine.run(one, its);
        if (!result) throw new LanesError("worker-died", "The run ended without a result.");
        return result;
      });
    },
    async whatIf(spec, limits, options) {
      return engine.whatIf(normaliseSpec(spec, context), limits, options?.bystander);
    },
    async generatedPicture(seed, width) {
      await ready;
      return engine.generatedPicture(seed, width);
    },
    link: (spec, results) =>
      results ? linkWithResults(spec, results, context) : writeLink(spec, context),
    async exportAs(results, format, { theme = shownTheme() } = {}) {
      const { exportResults } = await import("../share/export/export.ts");
      // The link opens the page, wherever this is.
      const linkTo = (spec: Spec): string =>
        siteRoot + writeLink(spec, { ...context, embed: false });
      return exportResults(results, format, { theme, linkTo });
    },
  };
  window.lanes = lanes;
  return lanes;
}

/** As the page's styles have it: what the link or the reader chose, else what the system prefers. */
function shownTheme(): "light" | "dark" {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
