/** Looks of the import: a place to drop a file, a table that scrolls sideways, refused rows. */
import { css } from 'lit';

export const importStyles = css`
  wa-dialog {
    --width: min(60rem, calc(100vw - 1rem));
  }
  @media (max-width: 45rem) {
    wa-dialog {
      --spacing: 1rem;
    }
  }
  wa-dialog::part(footer) {
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--wa-color-surface-border);
  }
  wa-dialog::part(body) {
    padding-block: 0.25rem 1rem;
  }
  .stage {
    display: grid;
    gap: 1rem;
    outline: none;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: 0.6rem;
    padding: 1.5rem 1rem;
    border: 2px dashed var(--wa-color-neutral-border-loud);
    border-radius: var(--wa-border-radius-l);
    text-align: center;
  }
  .is-over .drop {
    border-color: var(--wa-color-brand-border-loud);
    background: var(--wa-color-brand-fill-quiet);
  }
  progress {
    inline-size: 100%;
    block-size: 1rem;
    accent-color: var(--wa-color-brand-fill-loud);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
    inline-size: 100%;
  }
  .actions .main {
    flex: 2 1 100%;
  }
  .actions wa-button {
    flex: 1 1 auto;
  }
  .actions wa-button::part(base) {
    inline-size: 100%;
    padding-inline: 0.75rem;
  }
  @media (min-width: 45rem) {
    .actions .main {
      flex-basis: 12rem;
    }
  }
`;

export const previewStyles = css`
  :host {
    display: grid;
    gap: 1.25rem;
    min-inline-size: 0;
  }
  section {
    display: grid;
    gap: 0.6rem;
    min-inline-size: 0;
    justify-items: start;
  }
  .lead {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 1rem;
  }
  .scroll {
    overflow-x: auto;
    inline-size: 100%;
    border: 1px solid var(--wa-color-surface-border);
    border-radius: var(--wa-border-radius-m);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: var(--wa-font-size-s);
  }
  th,
  td {
    padding: 0.5rem 0.75rem;
    text-align: start;
    vertical-align: top;
    border-block-end: 1px solid var(--wa-color-surface-border);
  }
  thead th {
    white-space: nowrap;
    color: var(--wa-color-text-quiet);
    font-weight: 600;
  }
  tbody th {
    min-inline-size: 10rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  tbody tr:last-child > * {
    border-block-end: 0;
  }
  .number {
    font-variant-numeric: tabular-nums;
    color: var(--wa-color-text-quiet);
  }
  .tier-cell {
    white-space: nowrap;
  }
  .tier-cell span {
    margin-inline-start: 0.35rem;
  }
  .is-left-out > * {
    color: var(--wa-color-text-quiet);
  }
  .is-left-out > th {
    text-decoration: line-through;
  }
  .refused {
    display: grid;
    gap: 0.6rem;
    inline-size: 100%;
  }
  .refused li {
    display: grid;
    gap: 0.15rem;
    padding: 0.6rem 0.75rem;
    border-inline-start: 3px solid var(--wa-color-danger-border-loud);
    background: var(--wa-color-danger-fill-quiet);
  }
  .cells {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.75rem;
    overflow-wrap: anywhere;
  }
`;
