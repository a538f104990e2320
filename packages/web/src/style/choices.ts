/** A list of large ways to go on: icon, words, and where it leads, mirrored with the language. */
import { css } from 'lit';

export const choiceStyles = css`
  .choices {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-block-size: 4.5rem;
    padding: 0.875rem 1rem;
    background: var(--wa-color-surface-raised);
    border: 1px solid var(--wa-color-surface-border);
    border-radius: var(--wa-border-radius-l);
    color: inherit;
    text-decoration: none;
  }
  .choice:hover {
    border-color: var(--green);
  }
  .choice:active {
    background: var(--green-wash);
  }
  .choice > wa-icon:first-child {
    flex: none;
    font-size: 1.5rem;
    color: var(--green);
  }
  .choice .words {
    display: grid;
    flex: 1;
    min-inline-size: 0;
  }
  .choice .title {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .onward {
    flex: none;
    color: var(--ink-quiet);
  }
  .onward:dir(rtl) {
    transform: scaleX(-1);
  }
`;
