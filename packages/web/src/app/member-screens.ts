/** The screens by which a group governs itself, by the names that they have in addresses. */
import { html, type TemplateResult } from 'lit';
import type { OpenGroup } from '@samphire/core';
import type { Route } from './router.ts';

export interface MemberScreen {
  readonly load: () => Promise<unknown>;
  readonly render: (group: OpenGroup, ordinal: number) => TemplateResult;
}

export type MemberScreenName = Extract<
  Route['name'],
  'members' | 'arrested' | 'devices' | 'safety' | 'set-aside' | 'dispute'
>;

export const memberScreens: Readonly<Record<MemberScreenName, MemberScreen>> = {
  members: {
    load: () => import('../screens/members/members-screen.ts'),
    render: (group, ordinal) =>
      html`<samphire-members-screen .group=${group} .ordinal=${ordinal}></samphire-members-screen>`,
  },
  arrested: {
    load: () => import('../screens/members/arrested-screen.ts'),
    render: (group) => html`<samphire-arrested-screen .group=${group}></samphire-arrested-screen>`,
  },
  devices: {
    load: () => import('../screens/members/devices-screen.ts'),
    render: (group, ordinal) =>
      html`<samphire-devices-screen .group=${group} .ordinal=${ordinal}></samphire-devices-screen>`,
  },
  safety: {
    load: () => import('../screens/members/safety-screen.ts'),
    render: (group) => html`<samphire-safety-screen .group=${group}></samphire-safety-screen>`,
  },
  'set-aside': {
    load: () => import('../screens/members/set-aside-screen.ts'),
    render: (group) =>
      html`<samphire-set-aside-screen .group=${group}></samphire-set-aside-screen>`,
  },
  dispute: {
    load: () => import('../screens/members/dispute-screen.ts'),
    render: (group) => html`<samphire-dispute-screen .group=${group}></samphire-dispute-screen>`,
  },
};
