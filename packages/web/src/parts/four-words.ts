/**
 * The four words that newcomer and steward compare: large, numbered, always English and left to
 * right, since both sides must read the same.
 */
import { html, type TemplateResult } from 'lit';

export const fourWords = (words: readonly string[], label: string): TemplateResult =>
  html`<ol class="four-words" lang="en" dir="ltr" translate="no" aria-label=${label}>
    ${words.map((word) => html`<li>${word}</li>`)}
  </ol>`;
