/**
 * A text as a QR code: as wide as its place, black on white in the dark as well, since cameras need
 * the contrast. What draws it is loaded when the first one is shown.
 */
import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SamphireElement } from '../app/element.ts';
import type { QrDrawing } from './qr-drawing.ts';

type Drawn = QrDrawing | 'drawing' | 'none';

@customElement('samphire-qr-code')
export class QrCode extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      /* The square is there before the code is, so that nothing moves when it comes. */
      .place {
        display: grid;
        place-items: center;
        aspect-ratio: 1;
        inline-size: 100%;
        background: #fff;
        border-radius: var(--wa-border-radius-m);
        overflow: hidden;
        forced-color-adjust: none;
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: 100%;
      }
      .none {
        padding: 1rem;
        color: #16211d;
      }
    `,
  ];

  @property() text = '';
  /** What it is, for those who do not see it. */
  @property() label = '';
  @state() private drawn: Drawn = 'drawing';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('text')) void this.#draw(this.text);
  }

  override render(): TemplateResult {
    return html`<div class="place">${this.#inside()}</div>`;
  }

  #inside(): unknown {
    if (this.drawn === 'drawing') return nothing;
    if (this.drawn === 'none') return html`<p class="none">${this.t.invite.codeNone}</p>`;
    const { size, path } = this.drawn;
    return html`<svg
      viewBox="0 0 ${size} ${size}"
      role="img"
      aria-label=${this.label}
      shape-rendering="crispEdges"
    >
      ${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}
    </svg>`;
  }

  async #draw(text: string): Promise<void> {
    const drawing = await import('./qr-drawing.ts').catch(() => undefined);
    // Another text has come meanwhile.
    if (text === this.text) this.drawn = drawing?.drawQr(text) ?? 'none';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-qr-code': QrCode;
  }
}
