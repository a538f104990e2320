/**
 * Looks of the list: tiers, lines, bars, chips. Colours come from the theme's tokens alone, so that
 * light, dark and sunlight follow the shell; every measure is logical, so that right-to-left does too.
 */
import { css } from 'lit';

export const markStyles = css`
  .tier-urgent {
    --tier: var(--wa-color-danger-on-quiet);
  }
  .tier-always {
    --tier: var(--wa-color-brand-on-quiet);
  }
  .tier-enough,
  .tier-not_needed,
  .tier-unknown {
    --tier: var(--wa-color-neutral-on-quiet);
  }
  .tier-paused {
    --tier: var(--wa-color-warning-on-quiet);
  }
  .mark {
    --mark-inner: var(--wa-color-surface-default);
    inline-size: 1.15em;
    block-size: 1.15em;
    flex: none;
    color: var(--tier);
    vertical-align: -0.2em;
  }
`;

export const barStyles = css`
  .bar {
    --wanted: 0;
    --promised: 0;
    --arrived: 0;
    position: relative;
    display: block;
    block-size: 0.7rem;
    border-radius: 0.35rem;
    overflow: hidden;
    background: var(--wa-color-neutral-fill-quiet);
    box-shadow: inset 0 0 0 1px var(--wa-color-neutral-border-normal);
  }
  .bar > span {
    position: absolute;
    inset-block: 0;
  }
  .bar-promised {
    inset-inline-start: calc(var(--arrived) * 100%);
    inline-size: calc(var(--promised) * 100%);
    background: repeating-linear-gradient(
      -45deg,
      var(--wa-color-brand-fill-loud) 0 3px,
      var(--wa-color-brand-fill-quiet) 3px 7px
    );
  }
  .bar-arrived {
    inset-inline-start: 0;
    inline-size: calc(var(--arrived) * 100%);
    background: var(--wa-color-brand-fill-loud);
  }
  .bar-wanted {
    inset-inline-start: calc(var(--wanted) * 100% - 1px);
    inline-size: 2px;
    background: var(--wa-color-text-normal);
  }
  .numbers {
    display: flex;
    flex-wrap: wrap;
    column-gap: 1rem;
    font-size: var(--wa-font-size-s);
    font-variant-numeric: tabular-nums;
  }
  .numbers > span {
    white-space: nowrap;
  }
  .numbers > span::before {
    content: '';
    display: inline-block;
    inline-size: 0.7em;
    block-size: 0.7em;
    margin-inline-end: 0.4em;
    border-radius: 2px;
    box-shadow: inset 0 0 0 1px var(--wa-color-neutral-border-loud);
  }
  .numbers > .is-over {
    font-weight: 600;
  }
  .numbers > .is-over::before {
    display: none;
  }
  .numbers > .is-arrived::before {
    background: var(--wa-color-brand-fill-loud);
    box-shadow: none;
  }
  .numbers > .is-in-transit::before,
  .numbers > .is-promised::before {
    background: repeating-linear-gradient(
      -45deg,
      var(--wa-color-brand-fill-loud) 0 2px,
      var(--wa-color-brand-fill-quiet) 2px 4px
    );
    box-shadow: inset 0 0 0 1px var(--wa-color-brand-border-loud);
  }
`;

export const sizeStyles = css`
  .sizes {
    display: inline-flex;
    align-items: center;
    gap: 0.6rem;
    flex-wrap: wrap;
  }
  .scale {
    flex: none;
  }
  .scale:dir(rtl) {
    transform: scaleX(-1);
  }
  .scale-others {
    fill: var(--wa-color-neutral-border-loud);
  }
  .scale-peak {
    fill: var(--wa-color-brand-fill-loud);
  }
`;

export const listStyles = css`
  .tier {
    margin-block-end: 2rem;
  }
  .tier-head {
    position: sticky;
    inset-block-start: var(--samphire-sticky-top, 0px);
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    column-gap: 0.6rem;
    padding-block: 0.6rem;
    background: var(--wa-color-surface-default);
    border-block-end: 2px solid var(--tier);
  }
  .tier-head h2 {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    margin: 0;
    font-size: var(--wa-font-size-l);
    line-height: 1.3;
    color: var(--tier);
  }
  .tier-count,
  .tier-meaning {
    color: var(--wa-color-text-quiet);
    font-size: var(--wa-font-size-s);
  }
  .portion {
    content-visibility: auto;
    /* Twenty lines; once drawn, the browser remembers how high they were. */
    contain-intrinsic-block-size: auto 120rem;
  }
  .line {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    gap: 0.2rem 0.75rem;
    padding: 0.75rem 0.5rem;
    border-block-end: 1px solid var(--wa-color-surface-border);
  }
  @media (hover: hover) {
    .line:hover {
      background: var(--wa-color-neutral-fill-quiet);
    }
  }
  .line h3 {
    margin: 0;
    font-size: var(--wa-font-size-m);
    font-weight: var(--wa-font-weight-bold);
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .line-open {
    all: unset;
    display: block;
    min-block-size: 1.5rem;
    /* Neither the tier's heading nor the bar at the foot covers what has the focus. */
    scroll-margin-block: 5rem 7rem;
    cursor: pointer;
  }
  .line-open::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .line-open:focus-visible::after {
    outline: var(--wa-focus-ring);
    outline-offset: -3px;
    border-radius: var(--wa-border-radius-m);
  }
  .line-facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.15rem 0.75rem;
    color: var(--wa-color-text-quiet);
    font-size: var(--wa-font-size-s);
    overflow-wrap: anywhere;
  }
  .line-facts .sizes {
    color: var(--wa-color-text-normal);
  }
  .line-totals {
    display: grid;
    gap: 0.3rem;
    margin-block-start: 0.35rem;
    grid-column: 1 / -1;
  }
  .line-notes {
    grid-column: 1 / -1;
    margin: 0;
    font-size: var(--wa-font-size-s);
  }
  .line-changed {
    color: var(--wa-color-brand-on-quiet);
  }
  .quick {
    scroll-margin-block: 5rem 7rem;
    position: relative;
    z-index: 1;
    grid-column: 2;
    grid-row: 1 / span 2;
    align-self: center;
    min-block-size: 44px;
    min-inline-size: 44px;
    padding-inline: 0.9rem;
    border: 1px solid var(--wa-color-neutral-border-loud);
    border-radius: var(--wa-border-radius-m);
    background: var(--wa-color-surface-default);
    color: var(--wa-color-text-normal);
    font: inherit;
    font-size: var(--wa-font-size-s);
    font-weight: var(--wa-font-weight-semibold);
    cursor: pointer;
  }
  .quick:hover {
    background: var(--wa-color-neutral-fill-normal);
  }
  .quick:focus-visible {
    outline: var(--wa-focus-ring);
    outline-offset: 1px;
  }
  @media (min-width: 60rem) {
    .line {
      grid-template-columns: minmax(0, 5fr) minmax(14rem, 4fr) auto;
      column-gap: 1.5rem;
    }
    .line-main {
      grid-column: 1;
    }
    .line-totals {
      grid-column: 2;
      grid-row: 1;
      align-self: center;
      margin-block-start: 0;
    }
    .quick {
      grid-column: 3;
      grid-row: 1;
    }
  }
`;
