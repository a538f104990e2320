/**
 * What has to be told on every screen of one group: that this device is cut off, that the history is
 * still checked, that stewards removed each other, that something does not arrive.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, type TemplateResult } from 'lit';
import type { Messages } from '../i18n/en.ts';
import { fill } from '../parts/fill.ts';
import { message } from '../parts/message.ts';
import type { OpenGroup } from '../state/core.ts';
import { hashFromRoute, type Route } from './router.ts';

export function groupTidings(
  group: OpenGroup,
  ordinal: number,
  route: Route,
  t: Messages,
): readonly unknown[] {
  const { obstacle } = group.status();
  if (obstacle?.type === 'removed')
    return [message('refusal', removed(group, obstacle.sealedTo, obstacle.by, t))];
  return [
    ...(obstacle?.type === 'checking-history' ? [message('note', t.members.checkingHistory)] : []),
    ...(group.dispute() !== undefined && route.name !== 'dispute'
      ? [
          message(
            'warning',
            t.members.disputeBanner,
            way({ name: 'dispute', group: ordinal }, t.members.disputeLook),
          ),
        ]
      : []),
    ...(group.withheld().length > 0 && route.name === 'home'
      ? [
          message(
            'warning',
            t.members.withheldBanner,
            way({ name: 'safety', group: ordinal }, t.members.withheld.look),
          ),
        ]
      : []),
  ];
}

function removed(
  group: OpenGroup,
  sealedTo: number,
  by: string | undefined,
  t: Messages,
): TemplateResult {
  const words = t.members.removed;
  const who = group.members().find(({ id }) => id === by)?.handle;
  return html`<strong>${words.title}</strong> ${words.keys(sealedTo)}
    ${who === undefined ? '' : fill(words.by, { who })} ${words.stays} ${words.mistake}`;
}

const way = (route: Route, words: string): TemplateResult =>
  html`<wa-button variant="brand" href=${hashFromRoute(route)}>${words}</wa-button>`;
