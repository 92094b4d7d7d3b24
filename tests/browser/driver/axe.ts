/** axe-core's rules (WCAG 2.2 A and AA, and its best practices), run in a page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Tab } from "./browsers.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

declare global {
  interface Window {
    axe: { run(options: RunOptions): Promise<AxeResults> };
  }
}

/** What is wrong, as `rule: target`, and how many rules had something to check. In Chromium. */
export async function audit(
  tab: Pick<Tab, "evaluate">,
): Promise<{ violations: string[]; passes: number }> {
  if (!(await tab.evaluate(() => "axe" in window))) {
    // As an expression: the page's own policy lets no script be added to it.
    await tab.evaluate(source as never);
  }
  return tab.evaluate(async () => {
    // Of rules that pass, their number is enough: to name each element takes as long as the rules do.
    const { violations, passes } = await window.axe.run({ resultTypes: ["violations"] });
    return {
      violations: violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${String(target)}: ${failureSummary}`),
      ),
      passes: passes.length,
    };
  });
}
