/** Looks of the panel: a wide margin on a desk, most of the screen on a phone, actions at its foot. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: contents;
  }
  wa-drawer {
    --spacing: 1.25rem;
    --size: min(34rem, 92vw);
  }
  wa-drawer[placement='bottom'] {
    --size: min(92dvh, 60rem);
  }
  wa-drawer::part(dialog) {
    background: var(--wa-color-surface-raised);
  }
  wa-drawer::part(header) {
    padding-block-start: 0.75rem;
  }
  wa-drawer::part(footer) {
    padding-block: 0.75rem max(0.75rem, env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--wa-color-surface-border);
  }
  wa-drawer::part(title) {
    font-size: var(--wa-font-size-xl);
    line-height: 1.25;
    overflow-wrap: anywhere;
  }
  wa-drawer::part(body) {
    padding-block-start: 0.25rem;
  }
  .content {
    display: flex;
    flex-direction: column;
    gap: 1rem;
    outline: none;
    --panel-spacing: 1.25rem;
  }
  .about {
    color: var(--wa-color-text-quiet);
  }
  .actions {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.6rem;
    inline-size: 100%;
  }
  wa-drawer[placement='end'] .actions {
    grid-template-columns: repeat(4, 1fr);
  }
  .actions wa-button::part(base) {
    padding-inline: 0.5rem;
    inline-size: 100%;
  }
`;
