/** Looks of one line in the panel: facts, totals, contributions and their history. */
import { css } from 'lit';

const noticeStyles = css`
  .notice {
    display: grid;
    gap: 0.4rem;
    justify-items: start;
    padding: 0.75rem;
    border: 1px solid var(--wa-color-warning-border-normal);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-warning-fill-quiet);
    color: var(--wa-color-text-normal);
  }
  .notice wa-button::part(base) {
    min-block-size: 44px;
  }
  wa-details {
    --spacing: 0.25rem;
    font-size: var(--wa-font-size-s);
  }
  wa-details::part(header) {
    min-block-size: 44px;
  }
`;

export const detailStyles = [
  noticeStyles,
  css`
  :host {
    display: grid;
    gap: 1.25rem;
  }
  .facts,
  .totals {
    display: grid;
    gap: 0.5rem;
  }
  .tier-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.6rem;
  }
  .tier-line strong {
    color: var(--tier);
  }
  .mark {
    --mark-inner: var(--wa-color-surface-raised);
  }
  .qualifiers {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
  }
  .qualifiers li {
    padding: 0.15rem 0.6rem;
    border-radius: 1rem;
    background: var(--wa-color-neutral-fill-normal);
    font-size: var(--wa-font-size-s);
    overflow-wrap: anywhere;
  }
  .extra {
    display: grid;
    gap: 0.5rem;
  }
  .extra dt {
    color: var(--wa-color-text-quiet);
    font-size: var(--wa-font-size-s);
  }
  .bar {
    block-size: 1rem;
    border-radius: 0.5rem;
  }
  .missing {
    font-weight: 600;
  }
`,
];

export const contributionStyles = [
  noticeStyles,
  css`
  :host {
    display: grid;
    gap: 1.25rem;
  }
  section {
    display: grid;
    gap: 0.6rem;
  }
  .contributions {
    display: grid;
    gap: 0.75rem;
  }
  .contributions > li {
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem;
    border: 1px solid var(--wa-color-surface-border);
    border-radius: var(--wa-border-radius-l);
    background: var(--wa-color-surface-default);
  }
  .pledge-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.25rem 0.75rem;
  }
  .pledge-head .who {
    font-weight: 650;
  }
  .state {
    padding-inline: 0.6rem;
    border: 1px solid var(--wa-color-neutral-border-normal);
    border-radius: 1rem;
    font-size: var(--wa-font-size-s);
  }
  .is-received .state {
    border-color: var(--wa-color-brand-fill-loud);
    background: var(--wa-color-brand-fill-loud);
    color: var(--wa-color-brand-on-loud);
  }
  .is-cancelled .pledge-head > :first-child,
  .is-refused .pledge-head > :first-child,
  .is-withdrawn .delivered {
    text-decoration: line-through;
  }
  .is-cancelled .state,
  .is-refused .state {
    border-style: dashed;
  }
  .delivery {
    display: grid;
    gap: 0.35rem;
    font-size: var(--wa-font-size-s);
  }
  .pledge .delivery {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--wa-color-brand-fill-loud);
  }
  .delivery p {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.6rem;
  }
  .note {
    padding-inline-start: 0.6rem;
    border-inline-start: 2px solid var(--wa-color-surface-border);
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .steps wa-button::part(base) {
    min-block-size: 44px;
  }
  .history ol {
    display: grid;
    gap: 0.6rem;
    font-size: var(--wa-font-size-s);
  }
  .history li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.6rem;
  }
  .history .note {
    flex-basis: 100%;
  }
`,
];
