/** How the screen of invites is laid out, and the form on it. */
import { css } from 'lit';

export const inviteStyles = css`
  .page {
    display: grid;
    gap: 2.5rem;
  }
  section {
    display: grid;
    gap: 0.875rem;
    align-content: start;
    min-inline-size: 0;
  }
  @media (width >= 56rem) {
    .page {
      grid-template-columns: minmax(0, 24rem) minmax(0, 1fr);
      column-gap: 3rem;
    }
  }
`;

export const inviteFormStyles = css`
  wa-radio {
    min-block-size: var(--target);
    min-inline-size: var(--target);
    align-items: center;
  }
  .role {
    display: grid;
    padding-block: 0.375rem;
  }
`;
