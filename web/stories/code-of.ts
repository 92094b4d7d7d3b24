/** The code of a strategy that a story plays, folded. */
import { html } from "lit";
import type { CodeFold } from "../kit/code/code-fold.ts";
import type { Ran } from "../kit/code/shown-code.ts";
import type { Progress, Result, Strategy } from "../spec/types.ts";

/** Of its run: what it has reported, while it is under way, or its result. */
export interface Played {
  progress?: Progress | undefined;
  running?: boolean;
  result?: Result | undefined;
  /** What ran, if it was not the strategy's own code. */
  ran?: Ran;
}

let loading = false;

export function codeOf(
  how: Strategy,
  work: string,
  { progress, running, result, ran }: Played = {},
) {
  if (!loading) {
    loading = true;
    // Ignored: the page is being left, or the network is down. Without it there is no button.
    import("../kit/code/code-fold.ts").catch(() => undefined);
  }
  const spec: CodeFold["spec"] = { work, tier: "auto" };
  return html`
    <lanes-code-fold
      .how=${how}
      .spec=${spec}
      .progress=${progress}
      .running=${running ?? false}
      .result=${result}
      .ran=${ran}
      .named=${true}
    ></lanes-code-fold>
  `;
}
