/**
 * What has to be told wherever one is: somebody at the door, something that broke, a new version,
 * and what the group on the screen has to tell.
 * Nothing is drawn when there is nothing to tell.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../i18n/en.ts';
import { message } from '../parts/message.ts';
import type { OpenGroup } from '../state/core.ts';
import { groupTidings } from './group-tidings.ts';
import { hashFromRoute, type Route } from './router.ts';

export interface TidingsFacts {
  readonly route: Route;
  readonly groups: readonly { readonly ordinal: number; readonly group: OpenGroup }[];
  readonly hasBroken: boolean;
  readonly hasUpdate: boolean;
  readonly onReload: () => void;
  readonly onUpdate: () => void;
}

export function tidings(facts: TidingsFacts, t: Messages): TemplateResult | typeof nothing {
  const { route } = facts;
  const shown = 'group' in route ? route.group : undefined;
  const news = facts.groups.flatMap((entry) => [
    ...(entry.ordinal === shown ? groupTidings(entry.group, shown, route, t) : []),
    ...door(entry, route, t),
  ]);
  if (news.length === 0 && !facts.hasBroken && !facts.hasUpdate) return nothing;
  return html`<aside class="tidings" aria-label=${t.app.tidings}>
    ${news}
    ${facts.hasBroken ? message('warning', t.app.broken, answer(t.app.reload, facts.onReload)) : nothing}
    ${facts.hasUpdate ? message('note', t.app.updateReady, answer(t.app.updateNow, facts.onUpdate)) : nothing}
  </aside>`;
}

/** Who stands there is shown on a screen of its own, where this would say it twice. */
function door(
  { ordinal, group }: TidingsFacts['groups'][number],
  route: Route,
  { knocks, members }: Messages,
): readonly unknown[] {
  const isElsewhere = 'group' in route && route.group !== ordinal;
  const open = group.knocks().filter((knock) => knock.state === 'open').length;
  // Who may not write cannot let anybody in.
  if (open === 0 || group.status().obstacle !== undefined) return [];
  if (route.name === 'knocks' && route.group === ordinal) return [];
  // Whoever looks at the screen of one group learns no name of another.
  const look = html`${isElsewhere ? nothing : html`<bdi class="quiet">${group.name()}</bdi>`}
    <wa-button variant="brand" href=${hashFromRoute({ name: 'knocks', group: ordinal })}
      >${knocks.look}</wa-button
    >`;
  return [message('news', isElsewhere ? members.elsewhere : knocks.banner(open), look, 'door')];
}

const answer = (words: string, onClick: () => void): TemplateResult =>
  html`<wa-button appearance="outlined" @click=${onClick}>${words}</wa-button>`;
