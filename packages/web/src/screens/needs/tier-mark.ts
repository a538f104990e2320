/**
 * A mark for each tier that can be told apart by its shape alone: in sunlight, without colour, on
 * a grey print. The word always stands beside it, so the drawing itself is hidden from readers.
 */
import { html, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { TierGroup } from '@samphire/core/kinds/needs/types';

const shapeByTier: Readonly<Record<TierGroup['tier'], TemplateResult>> = {
  urgent: svg`<path d="M12 2 23 21.5H1Z" fill="currentColor"/>
    <path d="M12 9v6.2M12 17.6v1.6" stroke="var(--mark-inner)" stroke-width="2.4"/>`,
  always: svg`<circle cx="12" cy="12" r="10" fill="currentColor"/>
    <path d="M12 6.5V12l4 2.6" stroke="var(--mark-inner)" stroke-width="2.2" fill="none"/>`,
  enough: svg`<rect x="2.2" y="2.2" width="19.6" height="19.6" rx="4" fill="none" stroke="currentColor" stroke-width="2.2"/>
    <path d="m6.8 12.4 3.6 3.6 7-8" stroke="currentColor" stroke-width="2.6" fill="none"/>`,
  not_needed: svg`<circle cx="12" cy="12" r="9.6" fill="none" stroke="currentColor" stroke-width="2.2"/>
    <path d="M5.4 5.4 18.6 18.6" stroke="currentColor" stroke-width="2.4"/>`,
  unknown: svg`<circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" stroke-width="2.2" stroke-dasharray="4 3"/>`,
  paused: svg`<path d="M5 3h5v18H5ZM14 3h5v18h-5Z" fill="currentColor"/>`,
};

export const tierMark = (tier: TierGroup['tier']): TemplateResult => html`
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${shapeByTier[tier]}
  </svg>
`;
