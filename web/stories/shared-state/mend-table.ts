/** Programs and the fixes that fit them: what is known of each pair, which a press explores. */
import { css, html, nothing } from "lit";
import { formatCount } from "../../base/format.ts";
import { programs } from "../../spec/sharing/programs.ts";
import { fixes, type Races } from "../../spec/sharing/sharing.ts";
import { keyOf, type Pair } from "./pairs.ts";
import { fixWords, nameOf, programWords, type Verdict, verdictInShort } from "./words.ts";

/** What is known, by `keyOf`. */
export interface Known {
  explored: ReadonlyMap<string, Verdict>;
  raced: ReadonlyMap<string, Pick<Races, "runs" | "broken" | "deadlocks">>;
}

export function mendTable(
  own: Known,
  recorded: Known,
  chosen: Pair,
  busy: boolean,
  choose: (pair: Pair) => void,
): unknown {
  return html`
    <div class="wide" role="group" tabindex="0" aria-label="Programs and fixes">
      <table class="mend">
        <caption>
          Explored: whether a schedule fails. Below that, where it was raced: runs that went wrong.
        </caption>
        <thead>
          <tr>
            <td></td>
            ${fixes.map((fix) => html`<th scope="col">${fixWords[fix]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${programs.map(
            ({ name, fixes: fitting }) => html`
              <tr>
                <th scope="row">${programWords[name].title}</th>
                ${fixes.map((fix) => {
                  if (!fitting.some((one) => one.fix === fix)) {
                    return html`<td><span aria-label="does not fit">·</span></td>`;
                  }
                  const pair = { program: name, fix };
                  const isChosen = keyOf(pair) === keyOf(chosen);
                  return html`<td>${cell(pair, isChosen)}</td>`;
                })}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;

  function cell(pair: Pair, isChosen: boolean): unknown {
    const key = keyOf(pair);
    const verdict = own.explored.get(key) ?? recorded.explored.get(key);
    const races = own.raced.get(key) ?? recorded.raced.get(key);
    const wrong = races && races.broken + races.deadlocks;
    const says = verdict ? verdictInShort(verdict) : "explore";
    const look = verdict?.verdict === "found" ? "bad" : verdict?.verdict === "proved" ? "good" : "";
    const faint = verdict && !own.explored.has(key) ? "faint" : "";
    return html`
      <button
        type="button"
        class="${look} ${faint}"
        aria-pressed=${isChosen}
        aria-disabled=${busy}
        aria-label="${nameOf(pair)}: ${says}${faint && ", recorded"}"
        @click=${() => choose(pair)}
      >
        ${says}
      </button>
      ${
        wrong === undefined
          ? nothing
          : html`<span class="raced">${formatCount(wrong)} of ${formatCount(races?.runs ?? 0)}</span>`
      }
    `;
  }
}

export const mendStyles = css`
  .mend {
    max-inline-size: none;
  }
  .mend th,
  .mend td {
    min-inline-size: 6.25rem;
    text-align: start;
    vertical-align: top;
  }
  .mend th[scope="col"] {
    font-weight: 700;
  }
  .mend button {
    inline-size: 100%;
    padding-inline: 0.25rem;
    font-size: 0.8125rem;
  }
  .mend button.faint {
    color: var(--muted);
    font-weight: 400;
  }
  .mend button[aria-pressed="true"] {
    border-color: var(--ink);
    border-width: 2px;
  }
  .raced {
    display: block;
    padding-block-start: 0.125rem;
    color: var(--muted);
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  @media print {
    /* What the buttons say is what is known. */
    .mend button {
      display: inline !important;
      border: 0;
    }
  }
`;
