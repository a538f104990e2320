/** A form: one column, no wider than a line is easily read. */
import { css } from 'lit';

export const formStyles = css`
  .form {
    display: grid;
    /* No wider than its place, whatever a field would like. */
    grid-template-columns: minmax(0, 1fr);
    gap: 1.5rem;
    max-inline-size: 30rem;
  }
  .form > wa-button {
    justify-self: start;
  }
  @media (width < 30rem) {
    .form > wa-button {
      justify-self: stretch;
    }
  }
`;
