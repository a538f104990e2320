/** Looks of the forms in the panel: large fields, errors beside their field, buttons in reach. */
import { css } from 'lit';

export const fieldStyles = css`
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
  }
  .amount {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    align-items: flex-start;
  }
  .amount > wa-number-input {
    flex: 3 1 12rem;
    min-inline-size: 0;
  }
  .amount > wa-select {
    flex: 2 1 9rem;
    min-inline-size: 0;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 0.5rem;
    font-weight: var(--wa-form-control-label-font-weight, 600);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem;
    align-items: end;
  }
  .error {
    margin-block-start: 0.35rem;
    color: var(--wa-color-danger-on-quiet);
    font-weight: 600;
  }
  wa-number-input::part(input) {
    text-align: center;
    font-size: 1.375rem;
    font-variant-numeric: tabular-nums;
  }
  wa-number-input::part(stepper) {
    min-inline-size: 3.25rem;
    min-block-size: 3rem;
    font-size: 1.25rem;
  }
  .buttons {
    position: sticky;
    inset-block-end: calc(-1 * var(--panel-spacing, 0px));
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    padding-block: 0.75rem;
    background: var(--wa-color-surface-raised);
    border-block-start: 1px solid var(--wa-color-surface-border);
    z-index: 1;
  }
  .buttons .main {
    flex: 1 1 12rem;
  }
  .buttons .main::part(base) {
    inline-size: 100%;
  }
  .suggestions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin-block-start: 0.5rem;
  }
  .suggestion {
    min-block-size: 44px;
    padding-inline: 0.8rem;
    border: 1px solid var(--wa-color-neutral-border-loud);
    border-radius: 22px;
    background: var(--wa-color-surface-default);
    color: var(--wa-color-text-normal);
    font: inherit;
    font-size: var(--wa-font-size-s);
    cursor: pointer;
  }
  .suggestion[aria-pressed='true'] {
    background: var(--wa-color-text-normal);
    color: var(--wa-color-surface-default);
  }
  wa-radio {
    min-block-size: 44px;
    align-items: center;
  }
  wa-radio .mark {
    margin-inline-end: 0.35rem;
  }
`;
