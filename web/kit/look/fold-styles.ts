/** What unfolds more: quiet until it is wanted. */
import { css } from "lit";

export const folds = css`
  summary {
    inline-size: fit-content;
    padding-block: 0.5rem;
    color: var(--muted);
    font-size: 0.875rem;
    cursor: pointer;
  }
`;
