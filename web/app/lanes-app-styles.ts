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
  /* On the first screen of whatever is high enough: what to press. */
  @media (min-height: 34rem) {
    lanes-run-bar {
      position: sticky;
      inset-block-end: 0;
      z-index: 4;
      padding-block: 0.75rem;
      background: var(--paper);
      box-shadow: 0 -1px var(--line);
    }
  }
  .measured {
    display: grid;
    gap: 0.75rem;
  }
  lanes-conclusion:not(:defined) {
    display: none;
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
  /* What was measured is printed, and of what it was measured; not what starts it. */
  @media print {
    lanes-pulse,
    lanes-run-bar,
    lanes-take-away,
    lanes-picture:not(:defined),
    lanes-simple-test:not(:defined),
    lanes-sweep:not(:defined) {
      display: none;
    }
    .column {
      display: block;
      padding: 0;
    }
    .column > * + * {
      margin-block-start: 1.5rem;
    }
    lanes-board,
    lanes-verdict,
    lanes-timeline {
      break-inside: avoid;
    }
  }
  .trouble {
    border-color: var(--alarm);
    color: var(--alarm);
  }
`;
