/**
 * One sentence with its weight: a refusal, a warning, a piece of news, or that something is being
 * opened. A refusal is read aloud at once, the rest when the reader pauses.
 */
import '@awesome.me/webawesome/dist/components/callout/callout.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { IconName } from './icon-names.ts';

const tones = {
  refusal: { variant: 'danger', icon: 'warning', role: 'alert' },
  warning: { variant: 'warning', icon: 'warning', role: 'status' },
  news: { variant: 'success', icon: 'tick-circle', role: 'status' },
  note: { variant: 'neutral', icon: 'circle-info', role: 'note' },
} as const satisfies Record<string, { variant: string; icon: IconName; role: string }>;

export const message = (
  tone: keyof typeof tones,
  sentence: string | TemplateResult | undefined,
  action: unknown = nothing,
  ownIcon?: IconName,
): TemplateResult | typeof nothing => {
  if (sentence === undefined) return nothing;
  const { variant, icon, role } = tones[tone];
  return html`<wa-callout variant=${variant} appearance="filled-outlined" size="m" role=${role}>
    <wa-icon slot="icon" name=${ownIcon ?? icon}></wa-icon>
    <div class="row spread"><span>${sentence}</span>${action}</div>
  </wa-callout>`;
};

export const opening = (sentence: string): TemplateResult =>
  html`<p class="quiet" role="status">${sentence}</p>`;
