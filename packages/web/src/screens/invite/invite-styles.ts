/** How the screen of invites is laid out. */
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
  wa-radio {
    min-block-size: var(--target);
    align-items: center;
  }
  @media (width >= 56rem) {
    .page {
      grid-template-columns: minmax(0, 26rem) minmax(0, 1fr);
      column-gap: 3.5rem;
    }
  }
`;
