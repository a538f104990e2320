/** How an open invite stands: code and link side by side where there is room; large, only the code. */
import { css } from 'lit';

export const cardStyles = css`
  :host {
    scroll-margin-block-start: 1rem;
  }
  .card {
    display: grid;
    gap: 0.875rem;
    padding: 1rem;
  }
  .facts {
    font-weight: 600;
  }
  .ways {
    display: grid;
    gap: 1rem;
    justify-items: center;
  }
  .ways > samphire-qr-code {
    inline-size: min(100%, 24rem);
  }
  .words {
    display: grid;
    gap: 0.875rem;
    align-content: start;
    inline-size: 100%;
    min-inline-size: 0;
  }
  .words [role='status']:empty {
    display: none;
  }
  wa-input::part(input) {
    direction: ltr;
    font-family: var(--wa-font-family-code);
    font-size: var(--wa-font-size-s);
  }
  .question {
    display: grid;
    gap: 0.75rem;
    padding: 0.875rem;
    background: var(--red-wash);
    border: 1px solid var(--red-line);
    border-radius: var(--wa-border-radius-l);
  }
  /* From edge to edge of a phone: the wider the code, the further away it is read. */
  .large {
    --width: min(100vw, 60rem);
    --spacing: 0.75rem;
  }
  .large::part(dialog) {
    max-inline-size: 100vw;
    max-block-size: 100dvh;
  }
  .large::part(body) {
    padding-inline: 0;
  }
  .large samphire-qr-code {
    inline-size: min(100%, 100dvh - 4.5rem);
    margin-inline: auto;
  }
  .beside {
    display: grid;
    gap: 0.75rem;
    padding: 0.75rem;
  }
  .link {
    font-family: var(--wa-font-family-code);
    font-size: var(--wa-font-size-s);
    overflow-wrap: anywhere;
  }
  @media (width >= 56rem) {
    .ways {
      grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr);
    }
  }
`;
