/** How the shell looks. Its head stays in sight, so that what is saved where always is. */
import { css } from 'lit';

export const shellStyles = css`
  :host {
    padding-block-start: var(--samphire-sticky-top, 3.25rem);
  }
  :host([covered]) {
    visibility: hidden;
  }
  /* Fixed, since it lies above what scrolls beneath it and covers no target for good. */
  header {
    position: fixed;
    inset-inline: 0;
    inset-block-start: 0;
    z-index: 10;
    background: var(--paper);
    border-block-end: 1px solid var(--line);
    padding-block-start: env(safe-area-inset-top);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    min-block-size: 3.25rem;
    max-inline-size: calc(var(--page-width) + 2rem);
    margin-inline: auto;
    padding-inline: calc(var(--page-inline) - 0.625rem);
  }
  .mark {
    font-size: 1.5rem;
    color: var(--green);
    margin-inline: 0.625rem 0.25rem;
  }
  .place {
    flex: 1;
    min-inline-size: 0;
    font-weight: 650;
    font-size: 1.0625rem;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tool {
    display: grid;
    place-items: center;
    inline-size: var(--target);
    block-size: var(--target);
    flex: none;
    padding: 0;
    border: 0;
    border-radius: var(--wa-border-radius-m);
    background: none;
    color: var(--ink);
    font-size: 1.375rem;
    cursor: pointer;
  }
  .tool:hover {
    background: var(--sunk);
  }
  .directed:dir(rtl) {
    transform: scaleX(-1);
  }
  main {
    max-inline-size: var(--page-width);
    margin-inline: auto;
    padding: 1.5rem var(--page-inline) 6rem;
  }
  /* Focused by the shell, so that a reader begins there; there is nothing to press. */
  main:focus-visible {
    outline: none;
  }
  .tidings {
    display: grid;
    gap: 0.5rem;
    max-inline-size: var(--page-width);
    margin-inline: auto;
    padding: 1rem var(--page-inline) 0;
  }
  .skip {
    position: absolute;
    inset-inline-start: 1rem;
    inset-block-start: -6rem;
    z-index: 20;
    padding: 0.75rem 1rem;
    min-block-size: var(--target);
    border: 0;
    font: inherit;
    background: var(--sheet);
    color: var(--green-deep);
    border-radius: var(--wa-border-radius-m);
  }
  .skip:focus {
    inset-block-start: 0.5rem;
  }
  @media print {
    :host {
      padding-block-start: 0;
    }
    header {
      position: static;
    }
  }
`;
