/**
 * Rules that every element's shadow root shares: box model, headings, links, focus, text that users
 * wrote, and the few layouts that screens are made of. Tokens come from `theme.css`.
 */
import { css } from 'lit';

export const baseStyles = css`
  :host {
    display: block;
    color: var(--wa-color-text-normal);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3 {
    margin: 0;
    line-height: 1.25;
    font-weight: 650;
    text-wrap: balance;
    overflow-wrap: anywhere;
  }
  h1 {
    font-size: var(--wa-font-size-xl);
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: var(--wa-font-size-l);
  }
  h3 {
    font-size: var(--wa-font-size-m);
  }
  p {
    margin: 0;
    text-wrap: pretty;
  }
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--wa-color-text-link);
    text-underline-offset: 0.2em;
  }
  bdi,
  [dir='auto'] {
    overflow-wrap: anywhere;
  }
  /* A name in a list stands where the list begins, whatever script it is in. */
  bdi {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  :focus-visible {
    outline: var(--wa-focus-ring);
    outline-offset: 2px;
    border-radius: 4px;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--gap, 1rem);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }
  .spread {
    justify-content: space-between;
  }
  .quiet {
    color: var(--wa-color-text-quiet);
  }
  .small {
    font-size: var(--wa-font-size-s);
  }
  .lead {
    font-size: 1.125rem;
    line-height: 1.5;
  }
  .sheet {
    background: var(--wa-color-surface-raised);
    border: 1px solid var(--wa-color-surface-border);
    border-radius: var(--wa-border-radius-l);
  }
  .only-read-aloud {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
