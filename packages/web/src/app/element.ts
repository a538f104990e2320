/**
 * The base of every element of the app: the messages of the language in use (`this.t`), drawing
 * again when the language changes, and `follow`, which draws again, at most once a frame, when a
 * source of changes says so. Knows no screen and no group.
 */
import { LitElement, type CSSResultGroup } from 'lit';
import type { Messages } from '../i18n/en.ts';
import { sentenceFor, type AnyRefusal } from '../i18n/refusals.ts';
import { writeObstacle } from '../state/write-obstacle.ts';
import { baseStyles } from '../style/base.ts';
import { languages } from './context.ts';

export interface Source {
  subscribe(listener: () => void): () => void;
}

export abstract class SamphireElement extends LitElement {
  static override styles: CSSResultGroup = baseStyles;

  readonly #followed = new Map<string, { readonly source: Source; readonly stop: () => void }>();
  readonly #kept = new Map<string, Source>();
  #frame: number | undefined;

  /** The messages of the language in use. */
  protected get t(): Messages {
    return languages.messages();
  }

  protected sentence(refusal: AnyRefusal): string {
    // No admission helps where the browser keeps every tab from writing.
    const obstacle = refusal.type === 'not-admitted-yet' ? writeObstacle(globalThis) : undefined;
    return obstacle === undefined
      ? sentenceFor(this.t.refusals, refusal)
      : `${this.t.saved.obstacles[obstacle]}.`;
  }

  /**
   * Draws this element again when `source` tells of changes. One source for each `slot`: a new one
   * takes the place of the old; `undefined` lets go. Ends and begins with the element's connection.
   */
  protected follow(slot: string, source: Source | undefined): void {
    if (this.#kept.get(slot) === source) return;
    this.#followed.get(slot)?.stop();
    this.#followed.delete(slot);
    if (source === undefined) {
      this.#kept.delete(slot);
      return;
    }
    this.#kept.set(slot, source);
    if (this.isConnected) this.#begin(slot, source);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow('language', languages);
    for (const [slot, source] of this.#kept)
      if (!this.#followed.has(slot)) this.#begin(slot, source);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const { stop } of this.#followed.values()) stop();
    this.#followed.clear();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #begin(slot: string, source: Source): void {
    this.#followed.set(slot, { source, stop: source.subscribe(() => this.drawSoon()) });
  }

  /** Draws in the next frame; many calls in one frame are one drawing. */
  protected drawSoon(): void {
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      this.requestUpdate();
    });
  }
}
