/** Gives the group another name. Not offered where nothing can be written. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import '../../parts/ask-text.ts';
import { groupNameCharsMax } from '../../parts/lengths.ts';
import type { OpenGroup } from '../../state/core.ts';

@customElement('samphire-rename-group')
export class RenameGroup extends SamphireElement {
  @property({ attribute: false }) group!: OpenGroup;

  override render(): TemplateResult | typeof nothing {
    this.follow('group', this.group);
    const { home } = this.t;
    if (this.group.status().obstacle !== undefined) return nothing;
    return html`<samphire-ask-text
      .question=${{
        name: home.rename,
        icon: 'pen',
        isMain: false,
        label: home.renameLabel,
        charsMax: groupNameCharsMax,
        begin: () => this.group.name(),
        submit: home.save,
        answer: this.#rename,
      }}
    ></samphire-ask-text>`;
  }

  readonly #rename = (name: string): string | undefined => {
    if (name === '') return this.t.create.groupNameEmpty;
    const renamed = this.group.rename(name);
    return renamed.ok ? undefined : this.sentence(renamed.refusal);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-rename-group': RenameGroup;
  }
}
