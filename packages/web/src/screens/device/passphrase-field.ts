/**
 * A field for a passphrase. It tells the browser what it is for, so that a manager of the user's
 * own can fill it and it can be pasted; no browser lets a page forbid that it offers to keep it,
 * which is why the screens say to refuse. Never taken for words by a keyboard or a spelling checker.
 */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { css, html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

/**
 * Who, for a browser that keeps passphrases although it should not: it would take the nearest other
 * field for a name, and write down what stands in it, even where its offer is refused.
 */
export const passphraseOwner = (): TemplateResult =>
  html`<input type="text" autocomplete="username" value="Samphire" readonly hidden />`;

/** The button that shows what is typed, as large as a thumb. */
export const passphraseFieldStyles = css`
  wa-input::part(password-toggle-button) {
    min-inline-size: var(--target);
    min-block-size: var(--target);
  }
`;

export interface PassphraseFieldFacts {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly purpose: 'new-password' | 'current-password';
  readonly onText: (text: string) => void;
}

export const passphraseField = (facts: PassphraseFieldFacts): TemplateResult =>
  html`<wa-input
    type="password"
    password-toggle
    label=${facts.label}
    hint=${facts.hint ?? ''}
    .value=${facts.value}
    autocomplete=${facts.purpose}
    autocapitalize="off"
    autocorrect="off"
    spellcheck="false"
    enterkeyhint="done"
    @input=${(event: InputEvent) => facts.onText((event.target as WaInput).value ?? '')}
    ${ref(followDirection)}
  ></wa-input>`;

function followDirection(element: Element | undefined): void {
  if (element === undefined) return;
  const field = element as WaInput;
  void field.updateComplete.then(() => {
    field.input.dir = 'auto';
  });
}
