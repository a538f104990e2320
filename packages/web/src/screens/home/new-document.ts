/** Creates a document, by its title, and goes there. Not offered where nothing can be written. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { router } from '../../app/context.ts';
import { SamphireElement } from '../../app/element.ts';
import '../../parts/ask-text.ts';
import { titleCharsMax } from '../../parts/lengths.ts';
import type { OpenGroup } from '../../state/core.ts';

const kind = 'needs';

@customElement('samphire-new-document')
export class NewDocument extends SamphireElement {
  @property({ attribute: false }) group!: OpenGroup;
  @property({ attribute: false }) ordinal!: number;

  override render(): TemplateResult | typeof nothing {
    this.follow('group', this.group);
    const { home } = this.t;
    if (this.group.status().obstacle !== undefined) return nothing;
    return html`<samphire-ask-text
      .question=${{
        name: home.createNeeds,
        icon: 'plus',
        isMain: true,
        label: home.titleLabel,
        hint: home.titleHint,
        charsMax: titleCharsMax,
        begin: () => '',
        submit: home.create,
        answer: this.#create,
      }}
    ></samphire-ask-text>`;
  }

  readonly #create = (title: string): string | undefined => {
    if (title === '') return this.t.home.titleEmpty;
    const created = this.group.createDocument(kind, title);
    if (!created.ok) return this.sentence(created.refusal);
    router.go({ name: 'document', group: this.ordinal, kind, document: created.value });
    return undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-new-document': NewDocument;
  }
}
