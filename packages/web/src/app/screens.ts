/**
 * The screens of the shell by route: how each is loaded and drawn. A screen that shows an open
 * group gets it as a property; what is drawn while the group opens is the shell's affair.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { OpenGroup } from '@samphire/core';
import type { Session } from '../state/session.ts';
import type { Started } from '../state/start.ts';
import type { Updates } from '../state/updates.ts';
import { documentScreenOf } from './document-screens.ts';
import { memberScreens } from './member-screens.ts';
import type { Route } from './router.ts';

/** What the shell has at hand for its own screens. */
export interface Surroundings extends Started {
  readonly updates: Updates;
}

export interface Screen {
  /** What must not be mixed up by the shell: a new key is a new screen. */
  readonly key: string;
  /** What is loaded: one load for all screens of this name. */
  readonly module: string;
  readonly load: () => Promise<unknown>;
  /** The ordinal of the group whose screen this is. */
  readonly group?: number;
  readonly render: (
    session: Session,
    group: OpenGroup | undefined,
    around: Surroundings,
  ) => TemplateResult | typeof nothing;
}

/** What stands in the place of every other screen while the device is locked. */
export const lockScreen: Screen = {
  key: 'lock',
  module: 'lock',
  load: () => import('../screens/lock/lock-screen.ts'),
  render: (_session, _group, { locking }) =>
    html`<samphire-lock-screen .locking=${locking}></samphire-lock-screen>`,
};

/** Nothing for an address that leads nowhere. */
export function screenOf(route: Route): Screen | undefined {
  switch (route.name) {
    case 'start':
      return {
        key: 'start',
        module: 'welcome',
        load: () => import('../screens/welcome/welcome-screen.ts'),
        render: (session) =>
          html`<samphire-welcome-screen .session=${session}></samphire-welcome-screen>`,
      };
    case 'create':
      return {
        key: 'create',
        module: 'create',
        load: () => import('../screens/welcome/create-screen.ts'),
        render: (session) =>
          html`<samphire-create-screen .session=${session}></samphire-create-screen>`,
      };
    case 'join':
      return {
        key: 'join',
        module: 'join',
        load: () => import('../screens/join/join-screen.ts'),
        render: (session) =>
          html`<samphire-join-screen .session=${session}></samphire-join-screen>`,
      };
    case 'device':
      return {
        key: 'device',
        module: 'device',
        load: () => import('../screens/device/device-screen.ts'),
        render: (_session, _group, { locking, wiping, updates }) =>
          html`<samphire-device-screen
            .locking=${locking}
            .wiping=${wiping}
            .updates=${updates}
          ></samphire-device-screen>`,
      };
    case 'wipe':
      return {
        key: 'wipe',
        module: 'wipe',
        load: () => import('../screens/device/wipe-screen.ts'),
        render: (_session, _group, { locking, wiping }) =>
          html`<samphire-wipe-screen .locking=${locking} .wiping=${wiping}></samphire-wipe-screen>`,
      };
    case 'waiting':
      return {
        key: `waiting ${route.group}`,
        module: 'waiting',
        load: () => import('../screens/join/waiting-screen.ts'),
        render: (session) =>
          html`<samphire-waiting-screen
            .session=${session}
            .ordinal=${route.group}
          ></samphire-waiting-screen>`,
      };
    case 'home':
      return {
        key: `home ${route.group}`,
        module: 'home',
        group: route.group,
        load: () => import('../screens/home/home-screen.ts'),
        render: (_session, group) =>
          html`<samphire-home-screen .group=${group} .ordinal=${route.group}></samphire-home-screen>`,
      };
    case 'archive':
      return {
        key: `archive ${route.group}`,
        module: 'archive',
        group: route.group,
        load: () => import('../screens/home/archive-screen.ts'),
        render: (_session, group) =>
          html`<samphire-archive-screen .group=${group}></samphire-archive-screen>`,
      };
    case 'invite':
      return {
        key: `invite ${route.group}`,
        module: 'invite',
        group: route.group,
        load: () => import('../screens/invite/invite-screen.ts'),
        render: (_session, group) =>
          html`<samphire-invite-screen .group=${group}></samphire-invite-screen>`,
      };
    case 'knocks':
      return {
        key: `knocks ${route.group}`,
        module: 'knocks',
        group: route.group,
        load: () => import('../screens/invite/knocks-screen.ts'),
        render: (_session, group) =>
          html`<samphire-knocks-screen .group=${group}></samphire-knocks-screen>`,
      };
    case 'members':
    case 'arrested':
    case 'devices':
    case 'safety':
    case 'set-aside':
    case 'dispute': {
      const screen = memberScreens[route.name];
      return {
        key: `${route.name} ${route.group}`,
        module: route.name,
        group: route.group,
        load: screen.load,
        render: (_session, group) =>
          group === undefined ? nothing : screen.render(group, route.group),
      };
    }
    case 'document': {
      const screen = documentScreenOf(route.kind);
      if (screen === undefined) return undefined;
      return {
        key: `document ${route.group} ${route.document}`,
        module: `document ${route.kind}`,
        group: route.group,
        load: screen.load,
        render: (_session, group) =>
          group === undefined ? nothing : screen.render(group, route.document),
      };
    }
    case 'unknown':
      return undefined;
  }
}
