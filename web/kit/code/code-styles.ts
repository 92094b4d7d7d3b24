/** How code-panel.ts looks. The colours of the tokens hold 4.5:1 on --raised, marked lines as well. */
import { css } from "lit";

export const styles = css`
  .code {
    min-inline-size: 0;
    margin-block: 0.25rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 3px;
    background: var(--raised);
  }
  [role="tablist"] {
    display: flex;
    flex-wrap: wrap;
    padding-inline: 0.375rem;
    border-block-end: 1px solid var(--line);
  }
  [role="tab"] {
    min-block-size: 2.75rem;
    padding: 0.25rem 0.625rem;
    border: 0;
    border-block-end: 3px solid transparent;
    background: none;
    color: var(--muted);
    font: inherit;
    font-size: 0.875rem;
    cursor: pointer;
  }
  [role="tab"]:hover {
    color: var(--ink);
  }
  [role="tab"][aria-selected="true"] {
    border-block-end-color: var(--accent);
    color: var(--ink);
    font-weight: 700;
  }
  .said,
  .path {
    padding-inline: 1rem;
    color: var(--muted);
    font-size: 0.8125rem;
    line-height: 1.4;
    text-wrap: pretty;
  }
  .said {
    max-inline-size: 80ch;
    min-block-size: 2.8em;
    margin-block-start: 0.625rem;
  }
  [role="tabpanel"] {
    max-block-size: 34rem;
    overflow: auto;
    padding-block: 0.25rem 0.75rem;
  }
  .path {
    position: sticky;
    inset-inline-start: 0;
    margin-block-start: 0.5rem;
    overflow-wrap: anywhere;
  }
  .path a {
    color: inherit;
    text-underline-offset: 0.2em;
  }
  pre {
    inline-size: max-content;
    min-inline-size: 100%;
    margin: 0;
    padding-block: 0.375rem;
  }
  code {
    display: block;
    padding-inline: 1rem;
    font: 0.8125rem / 1.55 var(--mono);
    tab-size: 4;
  }
  i {
    font-style: normal;
  }
  .comment {
    color: var(--muted);
  }
  .keyword {
    color: light-dark(#7a2f8f, #d8a6ec);
  }
  .string {
    color: light-dark(#0a6048, #7fd9b6);
  }
  .number {
    color: light-dark(#8c3a00, #ffb48c);
  }
  .type {
    color: light-dark(#1f4f99, #9cc0ff);
  }
  .function {
    color: light-dark(#6b5300, #e0c260);
  }
  @media (min-width: 60rem) {
    .said {
      max-inline-size: none;
      min-block-size: 1.4em;
    }
  }
  .here {
    display: inline-block;
    min-inline-size: calc(100% + 2rem);
    margin-inline: -1rem;
    padding-inline: calc(1rem - 4px) 1rem;
    border-inline-start: 4px solid var(--accent);
    background: color-mix(in srgb, var(--accent) 12%, var(--raised));
  }
  /* In view, too, where the end of a long line is not. */
  .mark {
    position: sticky;
    inset-inline-end: 0.5rem;
    display: inline-block;
    margin-inline-start: 1.5em;
    padding-inline: 0.5em;
    border: 1px solid var(--edge);
    border-radius: 2px;
    background: var(--raised);
    color: var(--ink);
    font: 0.75rem / 1.3 var(--sans);
    user-select: none;
  }
`;
