/** What devices that are cut off had received and could read, drawn as a small section. */
import { html, type TemplateResult } from 'lit';
import type { Messages } from '../../i18n/en.ts';
import type { DocumentSummary, Exposure } from '../../state/core.ts';
import { exposureWords } from './exposure-words.ts';

export function exposure(
  facts: Exposure,
  summaries: readonly DocumentSummary[],
  isDone: boolean,
  t: Messages,
): TemplateResult {
  const { title, sentences, documents } = exposureWords(facts, summaries, isDone, t);
  const words = t.members.exposure;
  return html`<section class="exposure">
    <h3>${title}</h3>
    ${
      documents.length === 0
        ? html`<p>${words.noDocuments}</p>`
        : html`<p>${words.documents}</p>
          <ul class="titles">
            ${documents.map((name) => html`<li><bdi>${name || t.home.untitled}</bdi></li>`)}
          </ul>`
    }
    ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
  </section>`;
}
