import { css } from "lit";

export const styles = css`
  section {
    margin-block-start: 1.25rem;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 1.5rem;
    align-items: end;
    margin-block-end: 0.75rem;
  }
  .head > div {
    flex: 0 1 15rem;
    min-inline-size: min(100%, 9rem);
  }
  .keys,
  .file p {
    color: var(--muted);
    font-size: 0.8125rem;
    line-height: 1.5;
    max-inline-size: 68ch;
    text-wrap: pretty;
  }
  .keys {
    margin-block-start: 0.375rem;
  }
  .file button {
    margin-block: 0.375rem;
  }
  .found {
    margin-block-start: 0.5rem;
    font-size: 0.875rem;
  }
  .found li {
    display: flex;
    gap: 0.75rem;
    align-items: baseline;
    padding-block: 0.125rem;
    overflow-wrap: anywhere;
  }
  .found button {
    flex: none;
    min-block-size: 1.75rem;
    padding: 0.125rem 0.5rem;
    font-size: 0.8125rem;
  }
  .found .error span {
    color: var(--alarm);
  }
  .file {
    padding: 1.5rem 1rem;
    border: 1.5px dashed var(--edge);
    border-radius: 3px;
  }
  .file.over {
    border-color: var(--ink);
    background: var(--raised);
  }
  .file label {
    margin-block-end: 0.5rem;
    color: var(--ink);
    font-size: 0.9375rem;
  }
  .file input {
    max-inline-size: 100%;
    min-block-size: 2.75rem;
    font: inherit;
    font-size: 0.875rem;
  }
  .refused {
    color: var(--alarm) !important;
  }
  .reference div {
    padding-block: 0.25rem;
    font-size: 0.8125rem;
  }
  .reference dt {
    font-family: var(--mono);
    overflow-wrap: anywhere;
  }
  .reference dd {
    color: var(--muted);
  }
`;
