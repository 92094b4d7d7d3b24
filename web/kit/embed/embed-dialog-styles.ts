import { css } from "lit";

export const styles = css`
  dialog {
    inline-size: min(56rem, 100vw - 2rem);
    max-block-size: calc(100dvh - 2rem);
    padding: 1.25rem;
    border: 1px solid var(--edge);
    border-radius: 3px;
    background: var(--paper);
    color: var(--ink);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  .all {
    display: grid;
    gap: 1rem;
  }
  .all > * {
    min-inline-size: 0;
  }
  .head {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }
  .choose {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
    gap: 0.5rem 1.25rem;
  }
  .choose .title,
  .choose .note,
  .choose .check {
    grid-column: 1 / -1;
  }
  .check {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-block-size: 2.5rem;
    color: var(--ink);
    font-size: 0.9375rem;
  }
  .check input {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0;
    accent-color: var(--ink);
  }
  /* A story is much higher: what is to be copied stays within sight. */
  .preview {
    max-block-size: 36rem;
    overflow: auto;
  }
  iframe {
    display: block;
    box-sizing: border-box;
    max-inline-size: none;
    border: 1px solid var(--edge);
    border-radius: 3px;
  }
  .kind {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.25rem 0.875rem;
    align-items: center;
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--line);
  }
  h3 {
    margin: 0;
    font-size: 1rem;
  }
  .where {
    color: var(--muted);
    font-size: 0.875rem;
  }
  .kind button {
    grid-row: 1 / 3;
    grid-column: 2;
    min-inline-size: 6rem;
  }
  textarea {
    grid-column: 1 / -1;
    box-sizing: border-box;
    inline-size: 100%;
    padding: 0.5rem;
    border: 1px solid var(--edge);
    border-radius: 3px;
    background: var(--raised);
    color: var(--ink);
    font: 0.8125rem / 1.4 var(--mono);
    resize: vertical;
    overflow-wrap: anywhere;
  }
`;
