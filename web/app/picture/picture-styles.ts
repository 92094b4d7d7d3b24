/** How picture-panel.ts looks. */
import { css } from "lit";

export const styles = css`
  section {
    display: grid;
    gap: 0.75rem 1.5rem;
  }
  .pair {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    max-inline-size: 62rem;
  }
  .set {
    grid-template-columns: minmax(0, 40rem) minmax(12rem, 1fr);
    align-items: start;
  }
  figure {
    display: grid;
    gap: 0.5rem;
    align-content: start;
    margin: 0;
    min-inline-size: 0;
  }
  .frame {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 4 / 3;
    overflow: hidden;
    background: var(--raised);
    box-shadow: inset 0 0 0 1px var(--line);
  }
  .frame.over {
    box-shadow: inset 0 0 0 3px var(--focus);
  }
  canvas {
    display: block;
    min-inline-size: 0;
    max-inline-size: 100%;
    max-block-size: 100%;
  }
  .set canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .empty {
    position: absolute;
    padding-inline: 1rem;
    color: var(--muted);
    font-size: 0.875rem;
    text-align: center;
  }
  figcaption,
  .words {
    color: var(--muted);
    font-size: 0.875rem;
    line-height: 1.4;
    text-wrap: pretty;
  }
  .words {
    display: grid;
    gap: 0.5rem;
    max-inline-size: 44ch;
  }
  b {
    color: var(--ink);
  }
  .order {
    min-block-size: 2.8em;
  }
  .own {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 0.5rem 1rem;
    align-items: center;
    font-size: 0.875rem;
  }
  .own p {
    flex: 1 1 20rem;
    color: var(--muted);
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .own p.refused {
    color: var(--alarm);
  }
  .pick {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-block-size: 2.75rem;
    padding: 0.375rem 0.875rem;
    border: 1px solid var(--edge);
    border-radius: 3px;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  .pick:hover {
    border-color: var(--ink);
    background: var(--raised);
  }
  .pick:focus-within {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  .pick input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .pick input::file-selector-button {
    cursor: pointer;
  }
  @media (max-width: 44rem) {
    .set {
      grid-template-columns: minmax(0, 1fr);
    }
    .pair {
      column-gap: 0.625rem;
    }
  }
`;
