/** How timeline-view.ts looks. */
import { css } from "lit";
import { folds } from "../../kit/look/fold-styles.ts";

export const styles = css`
  ${folds}
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.5rem;
    align-items: center;
    justify-content: space-between;
    margin-block-end: 0.75rem;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1.125rem;
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .legend li {
    display: flex;
    gap: 0.4rem;
    align-items: center;
  }
  .swatch {
    inline-size: 1.75rem;
    block-size: 0.75rem;
    forced-color-adjust: none;
  }
  .queued {
    background: radial-gradient(circle at center, var(--queued) 0.9px, transparent 1.3px) 0 0 /
      4px 4px;
  }
  .waiting {
    border: 1px solid var(--ink);
    background: repeating-linear-gradient(-45deg, var(--ink) 0 1px, transparent 1px 4px);
  }
  .running {
    background: var(--ink);
  }
  .blocked {
    border: 1px solid var(--muted);
    background:
      repeating-linear-gradient(45deg, var(--muted) 0 1px, transparent 1px 4px),
      repeating-linear-gradient(-45deg, var(--muted) 0 1px, transparent 1px 4px);
  }
  .frozen {
    background: var(--alarm);
  }
  .dropped {
    background: repeating-linear-gradient(90deg, var(--alarm) 0 1px, transparent 1px 6px)
      color-mix(in srgb, var(--alarm) 18%, var(--paper));
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 0.75rem;
    align-items: center;
    margin-block-end: 0.75rem;
  }
  .tools p {
    color: var(--muted);
    font-size: 0.8125rem;
  }
  .tools button span {
    display: inline-block;
    min-inline-size: 0.75rem;
    font-weight: 700;
  }
  .coarse {
    display: none;
  }
  @media (pointer: coarse) {
    .coarse {
      display: block;
    }
    .fine {
      display: none;
    }
  }
  .stage {
    position: relative;
  }
  /* A finger that moves up or down scrolls the page; sideways, and two of them, are ours. */
  .frame {
    position: relative;
    overflow: hidden;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
  }
  .frame canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    forced-color-adjust: none;
  }
  .tip {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    z-index: 2;
    inline-size: max-content;
    max-inline-size: min(18rem, 100%);
    padding: 0.375rem 0.625rem;
    border-radius: 3px;
    background: var(--ink);
    color: var(--paper);
    font-size: 0.8125rem;
    line-height: 1.35;
    pointer-events: none;
  }
  .tip b {
    display: block;
  }
  .trouble {
    color: var(--muted);
    min-block-size: 6rem;
    padding-block: 1rem;
    border-block-start: 1px solid var(--line);
    font-size: 0.9375rem;
  }
  details {
    margin-block-start: 0.75rem;
  }
  @media print {
    .tools,
    summary {
      display: none;
    }
  }
`;
