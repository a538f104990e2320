/**
 * A field for a passphrase. It tells the browser what it is for, so that a manager of the user's
 * own can fill it and it can be pasted; no browser lets a page forbid that it offers to keep it,
 * which is why the screens say to refuse. Never taken for words by a keyboard or a spelling checker.
 */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

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
