/**
 * What the forms of the panel share: the open list, the line, where a refusal is shown, and how a
 * form says that it is done. Knows no field.
 */
import type { TemplateResult, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { LineView, NeedsRefusal, NeedsView } from '@samphire/core/kinds/needs/types';
import type { Result } from '@samphire/core/lib/result';
import { SamphireElement } from '../../app/element.ts';
import { sentenceFor } from '../../i18n/refusals.ts';
import { message } from '../../parts/message.ts';
import { fieldStyles } from './field-styles.ts';
import type { NeedsList } from './needs-list.ts';

export interface FormDone {
  /** What to say about it; the panel closes or goes back. */
  readonly news: string;
  /** Begin again with an empty form. */
  readonly another?: boolean;
}

export abstract class NeedsForm extends SamphireElement {
  static override styles = [SamphireElement.styles, fieldStyles];

  @property({ attribute: false }) list!: NeedsList;
  @property({ attribute: false }) view!: NeedsView;
  @property({ attribute: false }) line: LineView | undefined;
  @property({ attribute: false }) handleOf: (member: string | undefined) => string | undefined =
    () => undefined;

  @state() protected refusal: string | undefined;

  /** Shows the refusal, or says that the form is done. */
  protected settle(result: Result<unknown, NeedsRefusal>, done: FormDone): void {
    this.refusal = result.ok ? undefined : sentenceFor(this.t.needs.refusals, result.refusal);
    if (result.ok) this.dispatchEvent(new CustomEvent<FormDone>('form-done', { detail: done }));
  }

  protected cancel = (): void => {
    this.dispatchEvent(new CustomEvent('form-cancel'));
  };

  protected refusalMessage(): TemplateResult | typeof nothing {
    return message('refusal', this.refusal);
  }

  /** Takes the reader to the first field that needs another look. */
  protected async focusFirstError(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-invalid], .has-error')?.focus();
  }
}
