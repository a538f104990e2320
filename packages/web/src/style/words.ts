/** How the four words look: two by two on a phone, in one row where there is room. */
import { css } from 'lit';

export const wordsStyles = css`
  .four-words {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
    gap: 0.5rem;
    counter-reset: word;
  }
  .four-words li {
    counter-increment: word;
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    padding: 0.75rem;
    background: var(--green-wash);
    border: 1px solid var(--green-line);
    border-radius: var(--wa-border-radius-l);
    font-size: 1.375rem;
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .four-words li::before {
    content: counter(word);
    font-size: var(--wa-font-size-s);
    font-weight: 400;
    color: var(--ink-quiet);
  }
`;
