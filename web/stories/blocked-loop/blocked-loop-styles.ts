/** How blocked-loop.ts looks. */
import { css } from "lit";

export const styles = css`
  .way {
    display: grid;
    gap: 0.625rem;
    min-inline-size: 0;
  }
  .way + .way {
    padding-block-start: 1.25rem;
    border-block-start: 1px solid var(--line);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1.25rem;
    align-items: center;
  }
  .head h3 {
    min-inline-size: 9rem;
  }
  .count {
    min-block-size: 1.5em;
    font-variant-numeric: tabular-nums;
  }
  .pace {
    min-block-size: 3em;
  }
  @media (max-width: 40rem) {
    .pace {
      min-block-size: 7.5em;
    }
  }
  .moments {
    min-block-size: 6.25em;
    padding-inline-start: 1.5rem;
    list-style: decimal;
    font-size: 0.9375rem;
    line-height: 1.55;
  }
  .muted {
    color: var(--muted);
  }
  .more {
    min-block-size: 2.5rem;
  }
  .more .moments {
    min-block-size: 0;
  }
`;
