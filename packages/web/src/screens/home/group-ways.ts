/**
 * The ways from the home of a group to its people and its keys: invite, members and devices, safety,
 * and what to do when somebody was arrested. To whom a way is closed, it is not shown.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { hashFromRoute, type Route } from '../../app/router.ts';
import type { Messages } from '../../i18n/en.ts';
import type { IconName } from '../../parts/icon-names.ts';
import { mayDo, type OpenGroup } from '../../state/core.ts';

export function groupWays(group: OpenGroup, ordinal: number, t: Messages): TemplateResult {
  const me = group.members().find((member) => member.isMe);
  const canWrite = group.status().obstacle === undefined;
  const canInvite = canWrite && me !== undefined && mayDo(me.role, 'invite', group.policy());
  return html`<div class="ways">
    ${canInvite ? way({ name: 'invite', group: ordinal }, 'link', t.home.invite) : nothing}
    ${way({ name: 'members', group: ordinal }, 'people', t.members.open)}
    ${way({ name: 'safety', group: ordinal }, 'shield', t.members.safety)}
    ${canWrite ? way({ name: 'arrested', group: ordinal }, 'warning', t.members.arrested) : nothing}
  </div>`;
}

const way = (route: Route, icon: IconName, words: string): TemplateResult =>
  html`<wa-button appearance="outlined" href=${hashFromRoute(route)}>
    <wa-icon slot="start" name=${icon}></wa-icon>${words}
  </wa-button>`;
