/** How pulse-strip.ts looks. */
import { css } from "lit";

export const styles = css`
  :host {
    border-block: 1px solid var(--line);
    background: var(--paper);
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .frame {
    max-inline-size: 80rem;
    margin-inline: auto;
    padding-inline: var(--page-edge);
  }
  .strips {
    display: grid;
    grid-template-columns: 1fr 1fr;
    column-gap: 2rem;
  }
  .strip {
    display: grid;
    grid-template-columns: 8.75rem minmax(0, 1fr);
    align-items: center;
  }
  .label {
    color: var(--muted);
    white-space: nowrap;
  }
  .label b {
    display: block;
    color: var(--ink);
  }
  .alarm {
    color: var(--alarm);
  }
  .screen {
    position: relative;
    block-size: 3.75rem;
  }
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .instead {
    display: grid;
    align-content: center;
    block-size: 100%;
  }
  .foot {
    display: grid;
    grid-template-columns: 8.75rem 7rem minmax(0, 1fr) auto auto;
    column-gap: 0.5rem;
    align-items: center;
    block-size: 1.75rem;
    color: var(--muted);
  }
  .track {
    container-type: inline-size;
    overflow: hidden;
    margin-inline-end: 0.75rem;
    border-block: 0.3125rem solid transparent;
    background: linear-gradient(var(--line)) center / 100% 1px no-repeat;
  }
  /* No wider than what is seen: the compositor gives it a layer of its size. */
  .glider {
    animation: glide 1.6s ease-in-out infinite alternate;
    inline-size: 1.25rem;
    block-size: 0.375rem;
    border-radius: 0.25rem;
    background: var(--ink);
  }
  /* As often as the pulses are drawn in a run, which needs what there is of the processor. */
  .in-run .glider {
    animation-timing-function: steps(24);
  }
  .sparing .glider {
    animation-timing-function: steps(16);
  }
  .paused .glider {
    animation-play-state: paused;
  }
  @keyframes glide {
    to {
      transform: translateX(calc(100cqi - 1.25rem));
    }
  }
  .why {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .still {
    display: none;
  }
  .tap {
    font-variant-numeric: tabular-nums;
    touch-action: manipulation;
  }
  button {
    min-block-size: 1.5rem;
    min-inline-size: 4.5rem;
    padding: 0 0.5rem;
    font-size: 0.8125rem;
  }
  @media (forced-colors: active) {
    .track {
      border-color: Canvas;
    }
    .glider {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .glider {
      animation: none;
    }
    .still {
      display: inline;
    }
    .glides {
      display: none;
    }
  }
  @media (max-width: 52rem) {
    .strips {
      grid-template-columns: 1fr;
    }
    .strip {
      grid-template-columns: 7.5rem minmax(0, 1fr);
      font-size: 0.75rem;
      line-height: 1.2;
    }
    .screen {
      block-size: 2.375rem;
    }
    .foot {
      grid-template-columns: auto minmax(2.75rem, 1fr) auto auto;
      font-size: 0.75rem;
    }
    .why {
      display: none;
    }
    button {
      min-inline-size: 4rem;
    }
  }
`;
