/** How shared-state.ts looks. */
import { css } from "lit";

export const sharedStyles = css`
  .curves {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr));
    gap: 1.5rem 2rem;
  }
  .curve-of {
    max-inline-size: 16rem;
  }
  /* The table scrolls, what it says does not. */
  .mend caption {
    max-inline-size: calc(100vw - 2.5rem);
  }
  #verdict {
    scroll-margin-block: 4rem;
  }
  .plays + .sum {
    min-block-size: 3em;
  }
`;
