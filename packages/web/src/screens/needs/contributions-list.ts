/**
 * What people promised and brought for one line, and how that went: contradictions while apart are
 * told, not hidden. Shows only steps that this person may take next.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { stepPledge, withdrawDelivery } from '@samphire/core/kinds/needs/contributions';
import type {
  DeliveryView,
  LineView,
  NeedsRefusal,
  PledgeView,
  StepView,
} from '@samphire/core/kinds/needs/types';
import type { Result } from '@samphire/core/lib/result';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { contributionStyles } from './detail-styles.ts';
import { fill } from '../../parts/fill.ts';
import type { NeedsList } from './needs-list.ts';
import { isReceivable, nextSteps } from './next-steps.ts';
import type { NextStep } from './next-steps.ts';
import type { PanelTask } from './panel-task.ts';
import { historyOf, rivalWords, stepWords } from './pledge-words.ts';
import type { NameOf, Spoken } from './pledge-words.ts';
import { amountWords, dayWords } from './words.ts';

@customElement('samphire-needs-contributions')
export class SamphireNeedsContributions extends SamphireElement {
  static override styles = [SamphireElement.styles, contributionStyles];

  @property({ attribute: false }) list!: NeedsList;
  @property({ attribute: false }) line!: LineView;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) nameOf!: NameOf;

  override render(): TemplateResult {
    const { t, line } = this;
    const loose = line.deliveries.filter(({ pledge }) => pledge === undefined);
    return html`
      <section aria-labelledby="pledges">
        <h3 id="pledges">${t.needs.line.pledges}</h3>
        ${
          line.pledges.length === 0
            ? html`<p class="quiet">${t.needs.line.noPledges}</p>`
            : html`<ul class="contributions" role="list">
              ${line.pledges.map((pledge) => this.#pledge(pledge))}
            </ul>`
        }
      </section>
      ${
        loose.length === 0
          ? nothing
          : html`<section aria-labelledby="deliveries">
            <h3 id="deliveries">${t.needs.line.deliveries}</h3>
            <ul class="contributions" role="list">
              ${loose.map((delivery) => html`<li>${this.#delivery(delivery)}</li>`)}
            </ul>
          </section>`
      }
    `;
  }

  #pledge(pledge: PledgeView): TemplateResult {
    const { t, line } = this;
    const deliveries = line.deliveries.filter((delivery) => delivery.pledge === pledge.id);
    const rivals = rivalWords(pledge, this.nameOf, t);
    const me = this.list.editor.member;
    const steps = this.canWrite && !line.isArchived ? nextSteps(pledge, me) : [];
    const canReceive = this.canWrite && !line.isArchived && isReceivable(pledge);
    return html`<li class="pledge is-${pledge.state}">
      <p class="pledge-head">
        <span>
          <bdi class="who">${this.nameOf(pledge.by)}</bdi><span aria-hidden="true">${t.needs.between}</span>
          <span>${amountWords(pledge.quantity, t)}</span>
        </span>
        <span class="state">${t.needs.states[pledge.state]}</span>
      </p>
      ${
        pledge.eta === undefined
          ? nothing
          : html`<p class="small">${t.needs.pledge.when}: <bdi>${dayWords(pledge.eta, t)}</bdi></p>`
      }
      ${pledge.note === undefined ? nothing : html`<p class="note" dir="auto">${pledge.note}</p>`}
      ${rivals === undefined ? nothing : this.#rivals(rivals)}
      ${
        pledge.overThousandths === 0
          ? nothing
          : html`<p class="notice">
            ${t.needs.receive.over(
              amountWords({ ...pledge.quantity, amountThousandths: pledge.overThousandths }, t),
            )}
          </p>`
      }
      ${deliveries.map((delivery) => this.#delivery(delivery))}
      ${
        steps.length === 0 && !canReceive
          ? nothing
          : html`<div class="steps">
            ${
              canReceive
                ? this.#button(t.needs.line.receive, () =>
                    this.#go({ name: 'receive', line: line.id, pledge: pledge.id }),
                  )
                : nothing
            }
            ${steps.map((move) =>
              this.#button(t.needs.steps[move], () => this.#step(pledge, move)),
            )}
          </div>`
      }
      ${
        pledge.steps.length === 0
          ? nothing
          : html`<wa-details summary=${t.needs.line.history} class="history" appearance="plain">
            <ol role="list">
              ${historyOf(pledge).map((step) => this.#historyStep(step, pledge.quantity.unit))}
            </ol>
          </wa-details>`
      }
    </li>`;
  }

  #rivals([first, ...others]: readonly Spoken[]): TemplateResult | typeof nothing {
    const { t } = this;
    if (first === undefined) return nothing;
    const say = (spoken: Spoken): TemplateResult =>
      html`${fill(spoken.sentence, { who: spoken.who })}`;
    return html`<div class="notice" role="note">
      <p>
        <strong>
          ${fill(t.needs.rivals, {
            first: say(first),
            second: html`${others.map((other, place) => [place === 0 ? '' : ', ', say(other)])}`,
          })}
        </strong>
      </p>
      <p>${t.needs.rivalsLead}</p>
    </div>`;
  }

  #historyStep(step: StepView, unit: string): TemplateResult {
    const { t } = this;
    const { sentence, who } = stepWords(step, this.nameOf, t);
    return html`<li>
      <span>${fill(sentence, { who })}</span>
      ${
        step.amountThousandths === undefined
          ? nothing
          : html`<span>${amountWords({ amountThousandths: step.amountThousandths, unit }, t)}</span>`
      }
      ${
        step.claimedAt === undefined
          ? nothing
          : html`<span class="quiet">${t.formats.moment(step.claimedAt)}</span>`
      }
      ${step.isAllowed ? nothing : html`<span class="quiet">${t.needs.stepIdle}</span>`}
      ${step.reason === undefined ? nothing : html`<p class="note" dir="auto">${step.reason}</p>`}
    </li>`;
  }

  #delivery(delivery: DeliveryView): TemplateResult {
    const { t, line } = this;
    const isMine = delivery.by !== undefined && delivery.by === this.list.editor.member;
    const withdrawal = delivery.steps.find(({ isAllowed }) => isAllowed);
    return html`<div class=${delivery.isWithdrawn ? 'delivery is-withdrawn' : 'delivery'}>
      <p>
        <span class="delivered">${t.needs.totals.arrived(amountWords(delivery.quantity, t))}</span>
        <span class="quiet">
          ${fill(t.needs.receive.by, { who: this.nameOf(delivery.by) })}
          ${delivery.claimedAt === undefined ? nothing : t.formats.moment(delivery.claimedAt)}
        </span>
      </p>
      ${
        delivery.note === undefined
          ? nothing
          : html`<p class="note" dir="auto">${delivery.note}</p>`
      }
      ${
        delivery.isWithdrawn
          ? html`<p class="quiet">
            ${fill(t.needs.receive.wasTakenBack, { who: this.nameOf(withdrawal?.by) })}
          </p>`
          : this.canWrite && isMine && !line.isArchived
            ? html`<div class="steps">
              ${this.#button(t.needs.receive.takeBack, () => this.#takeBack(delivery))}
            </div>`
            : nothing
      }
    </div>`;
  }

  #button(words: string, act: () => void): TemplateResult {
    return html`<wa-button size="s" appearance="outlined" @click=${act}>${words}</wa-button>`;
  }

  #step(pledge: PledgeView, move: NextStep): void {
    // The others ask for a word or an amount first.
    if (move !== 'accepted') {
      this.#go({ name: 'step', line: this.line.id, pledge: pledge.id, move });
      return;
    }
    const { doc, editor, authors } = this.list;
    this.#settle(
      stepPledge(doc, editor, authors, { pledge: pledge.id, state: move }),
      this.t.needs.stepDone[move],
    );
  }

  #takeBack(delivery: DeliveryView): void {
    const { doc, editor, authors } = this.list;
    this.#settle(
      withdrawDelivery(doc, editor, authors, delivery.id),
      this.t.needs.receive.takenBack,
    );
  }

  #settle(result: Result<unknown, NeedsRefusal>, news: string): void {
    this.dispatchEvent(
      result.ok
        ? new CustomEvent('line-news', { detail: news, bubbles: true, composed: true })
        : new CustomEvent('line-refusal', {
            detail: sentenceFor(this.t.needs.refusals, result.refusal),
            bubbles: true,
            composed: true,
          }),
    );
  }

  #go(task: PanelTask): void {
    this.dispatchEvent(
      new CustomEvent('panel-task', { detail: task, bubbles: true, composed: true }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-contributions': SamphireNeedsContributions;
  }
}
