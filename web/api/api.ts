/** `window.lanes`: the one way to start work, for scripts and for Lanes' own interface alike. */

import { siteRoot } from "../base/site.ts";
import { detectCapabilities, serverAnswers } from "../engine/capabilities.ts";
import { Engine } from "../engine/engine.ts";
import { measuring, measuringAside } from "../offline/activity.ts";
import { settleIn } from "../offline/site-worker.ts";
import { version } from "../package.json";
import { embedCode } from "../share/embed-code.ts";
import { linkWithResults } from "../share/results-link.ts";
import { later } from "../spec/later.ts";
import { loadCodeLink } from "../spec/link/code-link.ts";
import { type LinkContext, ownLoop } from "../spec/link/grammar.ts";
import { normaliseSpec } from "../spec/link/normalise-spec.ts";
import { writeLink } from "../spec/link/write-link.ts";
import { checkedOptions } from "../spec/run-options.ts";
import { LanesError, type RunOptions, type Spec } from "../spec/types.ts";
import type { Lanes } from "./lanes.ts";

/** What is asked for less often than runs are. */
const sharedState = () => later("Shared state", import("../analysis/explore/shared-state.ts"));

export interface InstallOptions {
  /** The page is an embed: its demos run off the host page's main thread unless told otherwise. */
  embed?: boolean;
}

/** `window.lanes.ready` for Lanes' own interface, which loads what writes code into links by itself. */
export let lanesReady: () => Promise<void>;

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
  // Scripts may write code into links; the interface loads what does that where code is.
  let packing: Promise<void> | undefined;
  const pack = () => {
    packing ??= loadCodeLink().catch(() => {
      packing = undefined;
    });
    return packing;
  };
  lanesReady = whenReady;
  const lanes: Lanes = {
    version,
    get ready() {
      if (packing) return whenReady().then(pack);
      const ready = whenReady();
      // Not waited for, unless `link` has missed it.
      void ready.then(pack, () => undefined);
      return ready;
    },
    capabilities: () => capabilities,
    async run(spec, options) {
      const whole = normaliseSpec(spec, context);
      const checked = checkedOptions(options);
      await whenReady();
      const moved = spec.loop === "main" && whole.loop !== "main";
      return measuring(engine.run(whole, moved ? sayingSo(checked) : checked));
    },
    async estimate(spec) {
      const whole = normaliseSpec(spec, context);
      await whenReady();
      return measuringAside(engine.estimate(whole));
    },
    async simpleTest(spec, options) {
      const whole = normaliseSpec(spec, context);
      const checked = checkedOptions(options);
      const [{ runSimpleTest }] = await Promise.all([
        later("The simple test", import("../analysis/simple-test/simple-test.ts")),
        whenReady(),
      ]);
      const run = async (one: Spec, its: RunOptions) => {
        const [result] = await engine.run(one, its);
        if (!result) throw new LanesError("worker-died", "The run ended without a result.");
        return result;
      };
      const test = runSimpleTest(whole, checked, run, (one) => engine.estimate(one));
      return measuring(test);
    },
    async whatIf(spec, limits, options) {
      return engine.whatIf(normaliseSpec(spec, context), limits, options?.bystander);
    },
    explore: async (...asked) => measuring((await sharedState()).explore(...asked)),
    replay: async (program) => (await sharedState()).replay(program),
    race: async (...asked) => measuring((await sharedState()).race(...asked)),
    prices: async (...asked) => measuring((await sharedState()).prices(...asked)),
    async generatedPicture(seed, width) {
      await whenReady();
      return engine.generatedPicture(seed, width);
    },
    link(spec, results) {
      if (spec?.code) void pack();
      return results ? linkWithResults(spec, results, context) : writeLink(spec, context);
    },
    async exportAs(results, format, { theme = shownTheme() } = {}) {
      const { exportResults } = await later("The export", import("../share/export/export.ts"));
      // The link opens the page, wherever this is.
      const linkTo = (spec: Spec): string => siteRoot + linkOfFile(spec, context);
      return exportResults(results, format, { theme, linkTo });
    },
    embedCode(spec, options = {}) {
      if (spec?.code) void pack();
      return embedCode(spec, options, siteRoot, context);
    },
  };
  window.lanes = lanes;
  // An embed is a guest of the page around it, and waits to be asked.
  if (!embed) void settleIn(whenReady());
  return lanes;
}

/** For own code, whose loop is another than the caller asked for: its results say so. */
function sayingSo(options: RunOptions): RunOptions {
  return {
    ...options,
    onResult(result) {
      result.notes.push(ownLoop);
      options.onResult?.(result);
    },
  };
}

/** As the page's styles have it: what the link or the reader chose, else what the system prefers. */
function shownTheme(): "light" | "dark" {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A source that is too long for a link is in the file itself. */
function linkOfFile(spec: Spec, context: LinkContext): string {
  const onPage = { ...context, embed: false };
  try {
    return writeLink(spec, onPage);
  } catch {
    return writeLink({ ...spec, code: "" }, onPage);
  }
}
