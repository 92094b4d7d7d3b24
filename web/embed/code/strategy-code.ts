/** The code of a demo's strategies, below its results. */
import { html } from "lit";
import "../../kit/code/code-fold.ts";
import type { Strategy } from "../../spec/types.ts";
import type { Demo } from "./shown-code.ts";

export function below({ spec, results, runner: { current, progress } }: Demo): unknown {
  const fold = (how: Strategy) => html`
    <lanes-code-fold
      .how=${how}
      .spec=${spec}
      .progress=${current === how ? progress : undefined}
      .running=${current === how}
      .result=${results.find((result) => result.how === how)}
      .open=${true}
      .named=${true}
    ></lanes-code-fold>
  `;
  return spec.how.map(fold);
}
