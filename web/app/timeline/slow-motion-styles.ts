/** How slow-motion.ts looks. */
import { css } from "lit";

export const styles = css`
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
    margin-block: 0.75rem 0.5rem;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .tools button {
    color: var(--ink);
    font-size: 0.875rem;
  }
  .play {
    min-inline-size: 11.5rem;
  }
  input {
    flex: 1;
    min-inline-size: 10rem;
    min-block-size: 2.75rem;
    accent-color: var(--ink);
  }
  .at {
    font-size: 0.9375rem;
  }
  dl > div {
    display: grid;
    grid-template-columns: 7rem minmax(0, 1fr);
    gap: 0 1rem;
    align-content: start;
    /* Two lines and the queue: nothing moves while it plays. */
    min-block-size: 4.75rem;
    padding-block: 0.25rem;
    border-block-start: 1px solid var(--line);
    font-size: 0.9375rem;
    line-height: 1.35;
  }
  dt {
    font-weight: 700;
  }
  .line {
    display: flex;
    grid-column: -2 / -1;
    gap: 2px;
    align-items: center;
    block-size: 1.25rem;
    overflow: hidden;
    color: var(--muted);
    font-size: 0.75rem;
    forced-color-adjust: none;
  }
  .line i {
    flex: none;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border: 1px solid var(--ink);
  }
  .line .now,
  .line .task {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .line .now,
  .line .timer {
    background: var(--ink);
  }
  .line .answer {
    border-radius: 50%;
  }
  .line .timer {
    inline-size: 0.25rem;
    block-size: 1rem;
  }
  .line .check {
    border-color: var(--alarm);
    background: var(--alarm);
  }
  @media (max-width: 40rem) {
    .play {
      flex: 1 0 100%;
    }
    dl > div {
      grid-template-columns: 1fr;
      min-block-size: 6.25rem;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
