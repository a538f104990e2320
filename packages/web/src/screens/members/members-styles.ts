/** How the screens of members, devices, keys and disputes are laid out. */
import { css } from 'lit';

export const membersStyles = css`
  h1 {
    outline: none;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5rem;
    max-inline-size: 40rem;
  }
  .page > section {
    display: grid;
    gap: 0.875rem;
    min-inline-size: 0;
  }
  .card {
    display: grid;
    gap: 0.875rem;
    padding: 1rem;
  }
  .cards {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.625rem;
  }
  .device {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.25rem 0.75rem;
    padding-block: 0.75rem;
    border-block-start: 1px solid var(--line);
  }
  .device > wa-icon {
    font-size: 1.25rem;
    margin-block-start: 0.125rem;
    color: var(--ink-quiet);
  }
  .device .words {
    display: grid;
    gap: 0.125rem;
    min-inline-size: 0;
  }
  .device .actions {
    grid-column: 2;
    margin-block-start: 0.375rem;
  }
  .name {
    font-weight: 600;
  }
  code {
    font-family: var(--wa-font-family-code);
    unicode-bidi: isolate;
  }
  wa-radio {
    min-block-size: var(--target);
    align-items: center;
  }
`;
