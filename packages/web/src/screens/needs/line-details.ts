/**
 * Everything about one line: what is needed, how much has come together, who promised what and how
 * that went, and where people contradicted each other while apart. Shows only steps that this
 * person may take next.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/details/details.js';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { stepPledge, withdrawDelivery } from '../../../../core/src/kinds/needs/contributions.ts';
import { changeLine } from '../../../../core/src/kinds/needs/lines.ts';
import type {
  DeliveryView,
  FieldConflict,
  LineView,
  NeedsRefusal,
  PledgeView,
  StepView,
} from '../../../../core/src/kinds/needs/types.ts';
import type { Result } from '../../../../core/src/lib/result.ts';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { changeForConflict, conflictWords } from './conflict-change.ts';
import { detailStyles } from './detail-styles.ts';
import { fill } from './fill.ts';
import { sizes, totals } from './line-row.ts';
import { barStyles, markStyles, sizeStyles } from './list-styles.ts';
import type { NeedsList } from './needs-list.ts';
import { isReceivable, nextSteps } from './next-steps.ts';
import type { NextStep } from './next-steps.ts';
import type { PanelTask } from './panel-task.ts';
import { historyOf, rivalWords, stepWords } from './pledge-words.ts';
import type { Spoken } from './pledge-words.ts';
import { tierMark } from './tier-mark.ts';
import { amountWords, categoryWords, dayWords } from './words.ts';

@customElement('samphire-needs-line')
export class SamphireNeedsLine extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    markStyles,
    barStyles,
    sizeStyles,
    detailStyles,
  ];

  @property({ attribute: false }) list!: NeedsList;
  @property({ attribute: false }) line!: LineView;
  @property({ attribute: false }) canWrite = false;
  @property({ attribute: false }) handleOf: (member: string | undefined) => string | undefined =
    () => undefined;

  readonly #nameOf = (member: string | undefined): string =>
    member !== undefined && member === this.list.editor.member
      ? this.t.needs.line.me
      : (this.handleOf(member) ?? this.t.needs.line.somebody);

  override render(): TemplateResult {
    const { t, line } = this;
    const loose = line.deliveries.filter(({ pledge }) => pledge === undefined);
    return html`
      ${line.isArchived ? html`<p class="quiet">${t.needs.line.isArchived}</p>` : nothing}
      ${this.#facts()}
      <div class="totals">
        ${
          line.totals.length === 0
            ? html`<p class="quiet">${t.needs.totals.none}</p>`
            : line.totals.map((total) => totals(total, t))
        }
        ${line.totals.map((total) =>
          total.openThousandths === 0
            ? nothing
            : html`<p class="missing">
                ${t.needs.totals.open(
                  amountWords({ amountThousandths: total.openThousandths, unit: total.unit }, t),
                )}
              </p>`,
        )}
      </div>
      ${line.conflicts.map((conflict) => this.#conflict(conflict))}
      ${line.problems.length === 0 ? nothing : html`<p class="notice">${t.needs.line.problem}</p>`}
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
      ${
        line.by === undefined
          ? nothing
          : html`<p class="quiet small">
            ${fill(t.needs.line.addedBy, { who: this.#nameOf(line.by) })}
          </p>`
      }
    `;
  }

  #facts(): TemplateResult {
    const { t, line } = this;
    return html`<div class="facts">
      <p class="tier-line tier-${line.tier}">
        ${tierMark(line.tier)}<strong>${t.needs.tiers[line.tier]}</strong>
        ${
          line.until === undefined
            ? nothing
            : html`<span>${fill(t.needs.list.until, { until: dayWords(line.until, t) })}</span>`
        }
        ${line.category === '' ? nothing : html`<bdi class="quiet">${categoryWords(line, t)}</bdi>`}
      </p>
      ${line.size === undefined ? nothing : html`<p>${sizes(line, t)}</p>`}
      ${
        line.qualifiers.length === 0
          ? nothing
          : html`<ul class="qualifiers" role="list" aria-label=${t.needs.line.qualifiers}>
            ${line.qualifiers.map((qualifier) => html`<li><bdi>${qualifier}</bdi></li>`)}
          </ul>`
      }
      ${
        Object.keys(line.extra).length === 0
          ? nothing
          : html`<wa-details summary=${t.needs.line.extra} appearance="plain">
            <dl class="extra">
              ${Object.entries(line.extra).map(
                ([name, value]) => html`<div>
                  <dt dir="auto">${name}</dt>
                  <dd dir="auto">${value}</dd>
                </div>`,
              )}
            </dl>
          </wa-details>`
      }
    </div>`;
  }

  #conflict({ field, lost }: FieldConflict): unknown {
    const { t, line } = this;
    const name = t.needs.fields[field] ?? field;
    return lost.map(({ value, by }) => {
      const change = changeForConflict(field, value);
      return html`<div class="notice" role="note">
        <strong>${t.needs.conflict.title}</strong>
        <p>
          ${fill(by === undefined ? t.needs.conflict.lostBySomebody : t.needs.conflict.lost, {
            field: name,
            who: this.#nameOf(by),
            value: conflictWords(field, value, t),
          })}
        </p>
        ${
          this.canWrite && change !== undefined
            ? html`<wa-button
              size="s"
              appearance="outlined"
              @click=${() =>
                this.#settle(changeLine(this.list.doc, line.id, change), t.needs.form.saved)}
              >${t.needs.conflict.take}</wa-button
            >`
            : nothing
        }
      </div>`;
    });
  }

  #pledge(pledge: PledgeView): TemplateResult {
    const { t, line } = this;
    const deliveries = line.deliveries.filter((delivery) => delivery.pledge === pledge.id);
    const rivals = rivalWords(pledge, this.#nameOf, t);
    const me = this.list.editor.member;
    const steps = this.canWrite && !line.isArchived ? nextSteps(pledge, me) : [];
    const canReceive = this.canWrite && !line.isArchived && isReceivable(pledge);
    return html`<li class="pledge is-${pledge.state}">
      <p class="pledge-head">
        <span>
          <bdi class="who">${this.#nameOf(pledge.by)}</bdi><span aria-hidden="true">${t.needs.between}</span>
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

  #rivals([first, ...others]: readonly Spoken[]): TemplateResult {
    const { t } = this;
    const say = (spoken: Spoken | undefined): TemplateResult =>
      spoken === undefined ? html`` : html`${fill(spoken.sentence, { who: spoken.who })}`;
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
    const { sentence, who } = stepWords(step, this.#nameOf, t);
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
          ${fill(t.needs.receive.by, { who: this.#nameOf(delivery.by) })}
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
            ${fill(t.needs.receive.wasTakenBack, { who: this.#nameOf(withdrawal?.by) })}
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
        ? new CustomEvent('line-news', { detail: news })
        : new CustomEvent('line-refusal', {
            detail: sentenceFor(this.t.needs.refusals, result.refusal),
          }),
    );
  }

  #go(task: PanelTask): void {
    this.dispatchEvent(new CustomEvent('panel-task', { detail: task }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-needs-line': SamphireNeedsLine;
  }
}
