/**
 * Asks for a deed from a screen: holds what is asked and what was done, draws the confirmation, and
 * gives the focus back to where it was asked. One for each screen that offers deeds.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { Messages } from '../../i18n/en.ts';
import { rememberFocus } from '../../parts/focus-return.ts';
import { message } from '../../parts/message.ts';
import type { OpenGroup } from '../../state/core.ts';
import './confirm-deed.ts';
import { deedIcon, deedLabel, isGrave } from './deed-words.ts';
import type { Deed } from './deeds.ts';

export class DeedAsker implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #deed: Deed | undefined;
  #done: string | undefined;
  #giveFocusBack: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#deed = undefined;
    this.#done = undefined;
  }

  readonly ask = (deed: Deed): void => {
    this.#giveFocusBack = rememberFocus(() => this.#heading());
    this.#deed = deed;
    this.#done = undefined;
    this.#host.requestUpdate();
  };

  /** What was done last, in a live region. */
  news(): unknown {
    return message('news', this.#done);
  }

  /** A button that asks for `deed`. */
  button(deed: Deed, t: Messages): TemplateResult {
    return html`<wa-button
      appearance="outlined"
      variant=${isGrave(deed) ? 'danger' : 'neutral'}
      @click=${() => this.ask(deed)}
    >
      <wa-icon slot="start" name=${deedIcon(deed)}></wa-icon>${deedLabel(deed, t)}
    </wa-button>`;
  }

  dialog(group: OpenGroup): TemplateResult {
    return html`<samphire-confirm-deed
      .group=${group}
      .deed=${this.#deed}
      @samphire-done=${this.#tell}
      @samphire-closed=${this.#close}
    ></samphire-confirm-deed>`;
  }

  #heading(): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>('h1');
  }

  readonly #tell = (event: CustomEvent<string>): void => {
    this.#done = event.detail;
    this.#host.requestUpdate();
  };

  readonly #close = async (): Promise<void> => {
    if (this.#deed === undefined) return;
    this.#deed = undefined;
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#giveFocusBack?.();
    this.#giveFocusBack = undefined;
  };
}
