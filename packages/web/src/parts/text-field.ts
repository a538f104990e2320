/**
 * One line of text that a user writes: labelled, in the direction of what is written, never sent
 * to the browser's memory of forms.
 */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

export interface TextFieldFacts {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly charsMax: number;
  readonly onText: (text: string) => void;
  readonly isRequired?: boolean;
}

export const textField = (facts: TextFieldFacts): TemplateResult =>
  html`<wa-input
    label=${facts.label}
    hint=${facts.hint ?? ''}
    .value=${facts.value}
    maxlength=${facts.charsMax}
    autocomplete="off"
    autocapitalize="sentences"
    enterkeyhint="done"
    ?required=${facts.isRequired ?? false}
    @input=${(event: InputEvent) => facts.onText((event.target as WaInput).value ?? '')}
    ${ref(followDirection)}
  ></wa-input>`;

/** Web Awesome leaves the direction of the inner field to the page; text that is typed has its own. */
function followDirection(element: Element | undefined): void {
  if (element === undefined) return;
  const field = element as WaInput;
  void field.updateComplete.then(() => {
    field.input.dir = 'auto';
  });
}
