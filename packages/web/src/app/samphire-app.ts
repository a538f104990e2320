/**
 * The shell: bar, the line that says what is saved where, who knocks, and the screen of the route.
 * Screens, menu and core are loaded when they are first needed. Knows no document kind.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { OpenGroup } from '../state/core.ts';
import { message, opening } from '../parts/message.ts';
import '../parts/saved-line.ts';
import type { Phase } from '../state/session.ts';
import { startApp, type Started } from '../state/start.ts';
import type { Updates } from '../state/updates.ts';
import { createUpdates } from '../state/updates.ts';
import { bar } from './bar.ts';
import { protection, router } from './context.ts';
import { SamphireElement } from './element.ts';
import { tellHeight } from './head-height.ts';
import { leavePage } from './leaving.ts';
import { onLockKey } from './lock-key.ts';
import { lockScreen, type Screen, screenOf } from './screens.ts';
import { shellStyles } from './shell-styles.ts';
import { tidings } from './tidings.ts';

type Loading = 'loading' | 'loaded' | 'failed';

@customElement('samphire-app')
export class SamphireApp extends SamphireElement {
  static override styles = [SamphireElement.styles, shellStyles];

  @state() private started: Started | undefined;
  @state() private isMenuOpen = false;
  @state() private hasMenu = false;
  @state() private hasFailed = false;
  /** Something went wrong that nobody expected, and that no screen has told. */
  @state() private hasBroken = false;
  readonly #modules = new Map<string, Loading>();
  readonly #updates: Updates = createUpdates(navigator.serviceWorker, () => location.reload());
  #shownKey = '';
  #phase: Phase['name'] | undefined;
  #headHeight: { stop(): void } | undefined;
  #lockKey: { stop(): void } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow('router', router);
    this.follow('updates', this.#updates);
    window.addEventListener('error', this.#broke);
    window.addEventListener('unhandledrejection', this.#broke);
    document.addEventListener('visibilitychange', this.#cover);
    this.#lockKey = onLockKey(window, this.#lock);
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('error', this.#broke);
    window.removeEventListener('unhandledrejection', this.#broke);
    document.removeEventListener('visibilitychange', this.#cover);
    this.#lockKey?.stop();
    this.#headHeight?.stop();
    this.#headHeight = undefined;
  }

  readonly #broke = (event: Event): void => {
    // Browsers report this way that a size changed twice in a frame: nothing is broken by it.
    if (event instanceof ErrorEvent && event.message.startsWith('ResizeObserver')) return;
    this.hasBroken = true;
  };

  async #begin(): Promise<void> {
    this.hasFailed = false;
    try {
      this.started ??= await startApp(() => leavePage(window, router));
    } catch (error) {
      // Without a network before the second visit, the rest of the app cannot be fetched.
      this.hasFailed = true;
      throw new Error('samphire: core could not be loaded', { cause: error });
    }
    const { session } = this.started;
    session.subscribe(this.#heard);
    await session.begin();
    await this.#updates.begin();
  }

  readonly #heard = (): void => {
    const session = this.started?.session;
    protection.set(session?.protection());
    const phase = session?.phase().name;
    if (phase === this.#phase) return this.drawSoon();
    this.#phase = phase;
    // One group: its home is the beginning.
    if (phase === 'ready' && router.route().name === 'start' && session?.groups().length === 1)
      router.replace({ name: 'home', group: 1 });
    // Not in the next frame: a page out of sight has none, and what is locked must go now.
    this.requestUpdate();
  };

  readonly #lock = (): void => this.started?.locking.lock();

  /** Out of sight there is nothing to see: what a system keeps as its picture of the app is blank. */
  readonly #cover = (): void => {
    const isHidden = document.visibilityState === 'hidden';
    this.toggleAttribute('covered', isHidden && protection.current() === 'unlocked');
  };

  override render(): TemplateResult {
    const session = this.started?.session;
    const screen = this.#screen();
    const isLocked = session?.phase().name === 'locked';
    const group = this.#groupOf(screen);
    return html`
      <header>
        <button class="skip" type="button" @click=${this.#skip}>${this.t.app.skip}</button>
        ${bar(
          {
            route: router.route(),
            isTop: this.#isTop(screen),
            group,
            isLocked,
            onLock: session?.protection() === 'unlocked' ? this.#lock : undefined,
            isMenuOpen: this.isMenuOpen,
            onMenu: () => void this.#openMenu(),
          },
          this.t,
        )}
        ${
          group === undefined
            ? nothing
            : html`<samphire-saved-line .group=${group}></samphire-saved-line>`
        }
      </header>
      ${tidings(
        {
          route: router.route(),
          groups: session?.openGroups() ?? [],
          hasBroken: this.hasBroken,
          hasUpdate: this.#updates.isReady,
          onReload: () => location.reload(),
          onUpdate: () => this.#updates.use(),
        },
        this.t,
      )}
      <main id="content" tabindex="-1">${this.#content(screen, group)}</main>
      ${
        this.hasMenu && session !== undefined && !isLocked
          ? html`<samphire-menu
            .session=${session}
            .updates=${this.#updates}
            ?open=${this.isMenuOpen}
            @samphire-menu-closed=${() => (this.isMenuOpen = false)}
          ></samphire-menu>`
          : nothing
      }
    `;
  }

  /** Of the route; while the device is locked, only what needs no group. */
  #screen(): Screen | undefined {
    const { name } = router.route();
    const isLocked = this.started?.session.phase().name === 'locked';
    return isLocked && name !== 'wipe' ? lockScreen : screenOf(router.route());
  }

  #isTop(screen: Screen | undefined): boolean {
    const { name } = router.route();
    const groups = this.started?.session.groups().length ?? 0;
    return screen === lockScreen || name === 'start' || (name === 'home' && groups < 2);
  }

  #content(screen: Screen | undefined, group: OpenGroup | undefined): unknown {
    const started = this.started;
    if (this.hasFailed)
      return message(
        'refusal',
        this.t.app.screenFailed,
        this.#again(() => void this.#begin()),
      );
    if (started === undefined || started.locking.isLeaving()) return opening(this.t.app.loading);
    if (screen === undefined) return this.#nowhere();
    const { session } = started;
    const phase = session.phase();
    // The beginning words a refusal of the vault; nothing else can be shown without one, but it
    // can still be wiped.
    if (phase.name === 'refused' && screen.key !== 'start' && screen.key !== 'wipe')
      return message('refusal', this.sentence(phase.refusal));
    if (screen.group !== undefined && group === undefined) return this.#closed(screen.group);
    const loading = this.#load(screen);
    if (loading === 'loading') return opening(this.t.app.loading);
    if (loading === 'failed')
      return message(
        'refusal',
        this.t.app.screenFailed,
        this.#again(() => this.#modules.delete(screen.module)),
      );
    return keyed(screen.key, screen.render(session, group, { ...started, updates: this.#updates }));
  }

  #closed(ordinal: number): unknown {
    const phase = this.started?.session.group(ordinal);
    if (phase === undefined || phase.name === 'absent') return this.#nowhere();
    if (phase.name === 'refused')
      return message(
        'refusal',
        this.sentence(phase.refusal),
        this.#again(() => this.started?.session.retry(ordinal)),
      );
    // A knock that nobody has answered: its screen is where it is waited.
    if (phase.name === 'knocking')
      queueMicrotask(() => router.replace({ name: 'waiting', group: ordinal }));
    return opening(this.t.app.loading);
  }

  #nowhere(): TemplateResult {
    return html`<div class="stack">
      <h1>${this.t.app.notFound}</h1>
      <p><wa-button variant="brand" href="#/">${this.t.app.goHome}</wa-button></p>
    </div>`;
  }

  #again(action: () => void): TemplateResult {
    return html`<wa-button
      appearance="outlined"
      @click=${() => {
        action();
        this.requestUpdate();
      }}
      >${this.t.app.tryAgain}</wa-button
    >`;
  }

  #groupOf(screen: Screen | undefined): OpenGroup | undefined {
    const phase =
      screen?.group === undefined ? undefined : this.started?.session.group(screen.group);
    const group = phase?.name === 'open' ? phase.group : undefined;
    this.follow('group', group);
    return group;
  }

  #load(screen: Screen): Loading {
    const known = this.#modules.get(screen.module);
    if (known !== undefined) return known;
    const settle = (next: Loading): void => {
      this.#modules.set(screen.module, next);
      this.requestUpdate();
    };
    this.#modules.set(screen.module, 'loading');
    screen.load().then(
      () => settle('loaded'),
      () => settle('failed'),
    );
    return 'loading';
  }

  /** A new screen begins at its top, for eyes and for screen readers. */
  protected override updated(): void {
    const head = this.renderRoot.querySelector('header');
    if (head !== null) this.#headHeight ??= tellHeight(head, document.documentElement);
    const key = this.#screen()?.key ?? '';
    if (key === this.#shownKey) return;
    const isFirst = this.#shownKey === '';
    this.#shownKey = key;
    if (isFirst) return;
    this.isMenuOpen = false;
    window.scrollTo(0, 0);
    this.#main()?.focus({ preventScroll: true });
  }

  readonly #openMenu = async (): Promise<void> => {
    await import('./samphire-menu.ts');
    this.hasMenu = true;
    this.isMenuOpen = true;
  };

  readonly #skip = (): void => {
    this.#main()?.focus();
  };

  #main(): HTMLElement | null {
    return this.renderRoot.querySelector('main');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-app': SamphireApp;
  }
}
