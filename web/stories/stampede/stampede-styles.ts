/** How stampede.ts looks. */
import { css } from "lit";

export const styles = css`
  .choose {
    display: grid;
    gap: 0.25rem;
    max-inline-size: 40rem;
  }
  input[type="range"] {
    inline-size: 100%;
    min-block-size: 2rem;
    margin: 0;
    accent-color: var(--bounded);
  }
  .choose output {
    font-size: 1.25rem;
    font-weight: 700;
  }
  .curves {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
    gap: 1.5rem 2rem;
  }
`;
