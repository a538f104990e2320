/**
 * Puts people's own words into the gaps (`{who}`) of a sentence without letting their direction
 * disturb it: as isolated elements on the screen, as isolated text where only text can stand.
 */
import { html } from 'lit';
import type { TemplateResult } from 'lit';

const gap = /\{(\w+)\}/u;
const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/** Text whose direction is found from itself and ends with it. */
export const isolated = (text: string): string => `${firstStrongIsolate}${text}${popIsolate}`;

/** For templates: each gap becomes a `<bdi>`, or whatever template is given for it. */
export function fill(
  sentence: string,
  words: Readonly<Record<string, string | TemplateResult>>,
): readonly (string | TemplateResult)[] {
  return sentence.split(gap).map((part, place) => {
    if (place % 2 === 0) return part;
    const word = words[part] ?? '';
    return typeof word === 'string' ? html`<bdi>${word}</bdi>` : word;
  });
}

/** For labels and live regions, which hold text alone. */
export function fillText(sentence: string, words: Readonly<Record<string, string>>): string {
  return sentence
    .split(gap)
    .map((part, place) => (place % 2 === 0 ? part : isolated(words[part] ?? '')))
    .join('');
}
