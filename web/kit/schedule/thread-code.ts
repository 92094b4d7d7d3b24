/** What one thread of a program does, with the line marked that it does next. */
import code from "lanes:program-code";
import { css, html, nothing } from "lit";
import { threadName } from "../../spec/sharing/programs.ts";
import type { Execution, Sharing } from "../../spec/sharing/sharing.ts";
import { codeOfThread, partOfOwn } from "../code/program-code.ts";

/** Where a thread stands. */
export interface Stand {
  thread: number;
  /** Line of the file; null if it has ended. */
  line: number | null;
  /** It never gets there. */
  stuck: boolean;
}

export function threadCode(
  shown: Sharing,
  execution: Execution,
  { thread, line, stuck }: Stand,
): unknown {
  const part =
    shown.program === "own"
      ? partOfOwn(shown.code ?? "", linesOf(execution, thread))
      : codeOfThread(code, shown, thread);
  const name = `Thread ${threadName(thread)}`;
  const says = line === null ? "has ended" : stuck ? `waits at line ${line}` : `next: line ${line}`;
  return html`
    <section class="thread" aria-label=${name}>
      <h3>${name} <span>${says}</span></h3>
      ${
        part
          ? html`
              <div class="source" role="group" tabindex="0" aria-label="Code of thread ${threadName(thread)}">
                <pre><code>${part.lines.map(({ tokens, line: at }) =>
                  lineOf(tokens, at === line ? (stuck ? "waits" : "next") : ""),
                )}</code></pre>
              </div>
              ${part.path ? html`<p class="path">${pathOf(part)}</p>` : nothing}`
          : nothing
      }
    </section>
  `;
}

/** The lines at which a thread takes its steps, or waits in the end. */
function linesOf({ steps, waiting }: Execution, thread: number): number[] {
  return [...steps, ...waiting].filter((at) => at.thread === thread).map(({ line }) => line);
}

function lineOf(tokens: readonly (readonly [string, string])[], mark: string): unknown {
  const text = tokens.map(([part, kind]) => (kind ? html`<i class=${kind}>${part}</i>` : part));
  return mark
    ? html`<span class="here">${text}<span class="mark">${mark}</span></span>${"\n"}`
    : html`${text}${"\n"}`;
}

function pathOf({ path, from, to }: { path: string; from: number; to: number }): unknown {
  return code.repository
    ? html`<a href="${code.repository}${path}#L${from}-L${to}" target="_blank" rel="noopener">${path}</a>`
    : path;
}

/** Beside those of kit/code/code-styles.ts. */
export const threadStyles = css`
  .threads {
    --accent: var(--parallel);
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: 0.75rem 1.25rem;
  }
  .thread {
    min-inline-size: 0;
  }
  h3 {
    margin: 0 0 0.25rem;
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  h3 span {
    color: var(--muted);
    font-weight: 400;
  }
  .source {
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: 3px;
    background: var(--raised);
  }
  .thread .path {
    padding: 0;
    margin-block-start: 0.25rem;
    font-size: 0.75rem;
  }
`;
