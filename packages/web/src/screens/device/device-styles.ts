/** How the screens of this device look: sections with room, forms no wider than a line. */
import { css } from 'lit';

export const deviceStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2.25rem;
    max-inline-size: 36rem;
  }
  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .state {
    display: flex;
    gap: 0.75rem;
    align-items: flex-start;
    padding: 1rem;
  }
  .state wa-icon {
    flex: none;
    font-size: 1.5rem;
    color: var(--green);
  }
  .state.open wa-icon {
    color: var(--amber);
  }
  wa-details {
    --spacing: 1rem;
  }
  wa-details::part(header) {
    min-block-size: var(--target);
  }
`;
