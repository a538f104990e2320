/** Looks of search and chips. Chips run in one line that scrolls on a phone and wraps on a desk. */
import { css } from 'lit';

export const filterStyles = css`
  .filter {
    display: grid;
    gap: 0.6rem;
    margin-block-end: 0.5rem;
  }
  .search::part(form-control-label) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .chips {
    display: flex;
    gap: 0.5rem;
    overflow-x: auto;
    scrollbar-width: none;
    /* Room for the focus ring, which a scroll container would cut. */
    padding: 4px;
    margin: -4px;
    margin-inline-end: calc(-1 * var(--page-inline, 1rem));
    padding-inline-end: var(--page-inline, 1rem);
  }
  .chip {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    min-block-size: 44px;
    padding-inline: 0.9rem;
    border: 1px solid var(--wa-color-neutral-border-loud);
    border-radius: 22px;
    background: var(--wa-color-surface-raised);
    color: var(--wa-color-text-normal);
    font: inherit;
    font-size: var(--wa-font-size-s);
    cursor: pointer;
  }
  .chip:hover {
    background: var(--wa-color-neutral-fill-normal);
  }
  .chip[aria-pressed='true'] {
    background: var(--wa-color-text-normal);
    border-color: var(--wa-color-text-normal);
    color: var(--wa-color-surface-default);
    font-weight: var(--wa-font-weight-bold);
  }
  .chip[aria-pressed='true'] .mark {
    --mark-inner: var(--wa-color-text-normal);
    color: inherit;
  }
  .chip .mark {
    --mark-inner: var(--wa-color-surface-raised);
  }
  .chip-count {
    font-variant-numeric: tabular-nums;
    opacity: 0.85;
  }
  .shown {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin: 0;
  }
  .shown:not(:has(*)) {
    display: none;
  }
  @media (min-width: 45rem) {
    .chips {
      flex-wrap: wrap;
    }
  }
`;
