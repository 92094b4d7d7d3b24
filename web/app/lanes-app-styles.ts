/** How lanes-app.ts looks. */
import { css } from "lit";

export const styles = css`
  lanes-pulse {
    position: sticky;
    inset-block-start: 0;
    z-index: 5;
  }
  .column {
    display: grid;
    gap: clamp(1.5rem, 1rem + 1.6vw, 2.25rem);
    max-inline-size: 80rem;
    margin-inline: auto;
    padding: clamp(1.25rem, 1rem + 1.5vw, 2.25rem) var(--page-edge) 4rem;
  }
  .column > * {
    min-inline-size: 0;
  }
  .measured {
    display: grid;
    gap: 0.75rem;
  }
  /* Their scripts come when the page is ready to run: room is kept for them. */
  lanes-take-away:not(:defined),
  lanes-picture:not(:defined),
  lanes-simple-test:not(:defined),
  lanes-sweep:not(:defined) {
    display: block;
    min-block-size: 7rem;
  }
  lanes-take-away:not(:defined) {
    min-block-size: 12.5rem;
  }
  .changes,
  .trouble {
    padding: 0.5rem 0.875rem;
    border-inline-start: 4px solid var(--ink);
    background: var(--raised);
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .trouble {
    border-color: var(--alarm);
    color: var(--alarm);
  }
`;
