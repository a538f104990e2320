/** How the home of a group is laid out: one column on a phone, people beside documents at a desk. */
import { css } from 'lit';

export const homeStyles = css`
  .page {
    display: grid;
    gap: 2.25rem;
  }
  section {
    display: grid;
    gap: 0.875rem;
    align-content: start;
    min-inline-size: 0;
  }
  .empty {
    display: grid;
    gap: 0.375rem;
    padding: 1.25rem;
    border: 1.5px dashed var(--wa-color-neutral-border-normal);
    border-radius: var(--wa-border-radius-l);
  }
  .documents {
    display: grid;
    gap: 0.625rem;
  }
  .document {
    display: flex;
    align-items: center;
    gap: 0.25rem;
  }
  .document .choice {
    flex: 1;
    min-inline-size: 0;
  }
  .put-away {
    flex: none;
  }
  .ways {
    display: grid;
    gap: 0.5rem;
  }
  .ways wa-button::part(base) {
    justify-content: flex-start;
  }
  @media (width >= 56rem) {
    .page {
      grid-template-columns: minmax(0, 1fr) minmax(16rem, 20rem);
      column-gap: 3rem;
    }
    h1,
    wa-callout,
    samphire-today,
    samphire-protect-reminder {
      grid-column: 1 / -1;
    }
  }
`;
