/** The shell's bar: back or the mark, where one is, locking, and the menu. */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../i18n/en.ts';
import type { OpenGroup } from '../state/core.ts';
import { lockKey } from './lock-key.ts';
import { hashFromRoute, parentOf, type Route } from './router.ts';

export interface BarFacts {
  readonly route: Route;
  /** Nothing is above this screen. */
  readonly isTop: boolean;
  readonly group: OpenGroup | undefined;
  readonly isLocked: boolean;
  /** Absent where there is nothing to lock. */
  readonly onLock: (() => void) | undefined;
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
}

export const bar = (facts: BarFacts, t: Messages): TemplateResult =>
  html`<div class="bar">
    ${
      facts.isTop
        ? html`<wa-icon class="mark" name="sprig"></wa-icon>`
        : html`<a
          class="tool"
          href=${hashFromRoute(parentOf(facts.route))}
          aria-label=${t.app.back}
        >
          <wa-icon name="arrow-left" class="directed"></wa-icon>
        </a>`
    }
    <p class="place">
      ${
        facts.group === undefined
          ? t.app.name
          : html`<bdi>${facts.group.name() || t.welcome.unnamed}</bdi>`
      }
    </p>
    ${facts.onLock === undefined ? nothing : lock(facts.onLock, t)}
    ${facts.isLocked ? nothing : menu(facts, t)}
  </div>`;

const lock = (onLock: () => void, { device }: Messages): TemplateResult =>
  html`<button
    class="tool"
    type="button"
    aria-label=${device.lock.now}
    aria-keyshortcuts=${lockKey}
    @click=${onLock}
  >
    <wa-icon name="lock"></wa-icon>
  </button>`;

const menu = ({ isMenuOpen, onMenu }: BarFacts, { app }: Messages): TemplateResult =>
  html`<button
    class="tool"
    type="button"
    aria-haspopup="dialog"
    aria-expanded=${isMenuOpen}
    aria-label=${app.menu}
    @click=${onMenu}
  >
    <wa-icon name="menu"></wa-icon>
  </button>`;
