/**
 * What a group does to stay its own: words to compare, keys and who has them, the rule for letting
 * people in, and the history of who belongs. Shows what is known and blames nobody.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import { fill } from '../../parts/fill.ts';
import { fourWords } from '../../parts/four-words.ts';
import { message } from '../../parts/message.ts';
import type { OpenGroup, WithheldView } from '../../state/core.ts';
import { wordsStyles } from '../../style/words.ts';
import { DeedAsker } from './deed-asker.ts';
import { canGovern, type Deed } from './deeds.ts';
import { handleOf } from './handles.ts';
import './key-receipts.ts';
import { membersStyles } from './members-styles.ts';
import './policy-form.ts';
import './roster-history.ts';

@customElement('samphire-safety-screen')
export class SafetyScreen extends SamphireElement {
  static override styles = [SamphireElement.styles, wordsStyles, membersStyles];

  @property({ attribute: false }) group!: OpenGroup;
  readonly #asker = new DeedAsker(this);

  override render(): TemplateResult {
    this.follow('group', this.group);
    return html`<div class="page">
      <h1 tabindex="-1">${this.t.members.safety}</h1>
      ${this.group.status().obstacle?.type === 'removed' ? nothing : this.#present()}
      <samphire-roster-history .group=${this.group}></samphire-roster-history>
      ${this.#asker.dialog(this.group)}
    </div>`;
  }

  /** What holds now: nothing that one could know who is cut off. */
  #present(): TemplateResult {
    return html`${this.#asker.news()} ${this.#withheld()} ${this.#compare()} ${this.#keys()}
      <samphire-policy-form
        .group=${this.group}
        @samphire-ask=${(event: CustomEvent<Deed>) => this.#asker.ask(event.detail)}
      ></samphire-policy-form>`;
  }

  #withheld(): TemplateResult | typeof nothing {
    const { withheld } = this.t.members;
    const held = this.group.withheld();
    if (held.length === 0) return nothing;
    return html`<section aria-labelledby="withheld">
      <h2 id="withheld">${withheld.title}</h2>
      ${held.map((view) =>
        message(
          'warning',
          html`${fill(withheld.one(view.entries), { who: this.#handleOf(view) })}`,
        ),
      )}
      <p>${withheld.why}</p>
    </section>`;
  }

  #handleOf({ member }: WithheldView): string {
    return handleOf(member, this.group) ?? this.t.members.somebody;
  }

  #compare(): TemplateResult {
    const { compare } = this.t.members;
    return html`<section aria-labelledby="compare">
      <h2 id="compare">${compare.title}</h2>
      <p>${compare.how}</p>
      ${fourWords(this.group.fingerprint(), compare.label)}
      <p class="quiet">${compare.differ}</p>
    </section>`;
  }

  #keys(): TemplateResult {
    const { keys } = this.t.members;
    return html`<section aria-labelledby="keys">
      <h2 id="keys">${keys.title}</h2>
      <p>${keys.number(this.group.keys().number)}</p>
      <samphire-key-receipts .group=${this.group}></samphire-key-receipts>
      ${
        canGovern(this.group)
          ? html`<div class="actions">
            ${this.#asker.button({ type: 'change-keys' }, this.t)}
          </div>`
          : nothing
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-safety-screen': SafetyScreen;
  }
}
