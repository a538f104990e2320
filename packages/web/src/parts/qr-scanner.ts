/**
 * Reads an invite from a QR code, by camera or from a picture, and tells it in the event
 * `samphire-invite-read` (`detail`: an `InviteAddress`). It goes nowhere and shows nothing of what a
 * code says. The camera runs while its picture is on the screen, and ends with a code, with Cancel,
 * when the page is hidden, and when this element goes, as it does when the app is locked.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { SamphireElement } from '../app/element.ts';
import { inviteFromCode, type InviteAddress } from '../app/invite-link.ts';
import { sentenceFor, type ScanRefusal } from '../i18n/refusals.ts';
import { message } from './message.ts';
import { openCamera } from './qr-camera.ts';
import { readPicture, watchFrames } from './qr-frames.ts';
import { scannerStyles } from './qr-scanner-styles.ts';

type Stage = 'idle' | 'asking' | 'looking' | 'reading-picture';

export type InviteReadEvent = CustomEvent<InviteAddress>;

@customElement('samphire-qr-scanner')
export class QrScanner extends SamphireElement {
  static override styles = [SamphireElement.styles, scannerStyles];

  /** A sentence if the invite is of no use: then it is told, and the camera goes on. */
  @property({ attribute: false }) judge: (invite: InviteAddress) => string | undefined = () =>
    undefined;
  @state() private stage: Stage = 'idle';
  @state() private trouble: string | undefined;
  @query('video') private video!: HTMLVideoElement;
  @query('input') private file!: HTMLInputElement;
  #camera: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('pagehide', this.#onGone);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('pagehide', this.#onGone);
    this.#stop();
  }

  override render(): TemplateResult {
    const { scan } = this.t;
    const isRunning = this.stage === 'asking' || this.stage === 'looking';
    return html`<div class="scanner">
      ${message('refusal', this.trouble)}
      ${isRunning ? this.#view() : this.#ways()}
      <input
        type="file"
        hidden
        accept="image/*"
        aria-label=${scan.choosePicture}
        @change=${this.#onFile}
      />
      <p class="quiet small">${scan.staysHere}</p>
    </div>`;
  }

  #ways(): TemplateResult {
    const { scan } = this.t;
    const isReading = this.stage === 'reading-picture';
    return html`<div class="row">
      <wa-button class="begin" appearance="outlined" ?disabled=${isReading} @click=${this.#begin}>
        <wa-icon slot="start" name="camera"></wa-icon>${scan.useCamera}
      </wa-button>
      <wa-button appearance="outlined" ?disabled=${isReading} @click=${() => this.file.click()}>
        <wa-icon slot="start" name="upload"></wa-icon>${scan.choosePicture}
      </wa-button>
      ${isReading ? html`<span class="quiet" role="status">${scan.readingPicture}</span>` : nothing}
    </div>`;
  }

  #view(): TemplateResult {
    const { scan } = this.t;
    return html`<div class="view">
        <video playsinline .muted=${true} aria-hidden="true"></video>
        <span class="frame"></span>
      </div>
      <div class="row spread">
        <p role="status">${this.stage === 'asking' ? scan.asking : scan.looking}</p>
        <wa-button class="cancel" appearance="outlined" @click=${this.#cancel}>
          <wa-icon slot="start" name="xmark"></wa-icon>${scan.cancel}
        </wa-button>
      </div>`;
  }

  readonly #begin = async (): Promise<void> => {
    const owner = new AbortController();
    this.#camera = owner;
    this.trouble = undefined;
    this.stage = 'asking';
    void this.#focus('.cancel');
    const opened = await openCamera(navigator, owner.signal, () => this.#end('camera-lost'));
    if (owner.signal.aborted) return;
    if (!opened.ok) {
      this.#end(opened.refusal.type);
      return;
    }
    this.stage = 'looking';
    await this.updateComplete;
    this.video.srcObject = opened.value;
    // A camera that was ended meanwhile has nothing to play.
    await this.video.play().catch(() => undefined);
    const watched = await watchFrames(this.video, owner.signal, this.#onText);
    if (!watched.ok && !owner.signal.aborted) this.#end(watched.refusal.type);
  };

  readonly #onText = (text: string): void => {
    const read = inviteFromCode(text);
    const trouble = read.ok ? this.judge(read.value) : this.#word(read.refusal);
    if (trouble !== undefined || !read.ok) {
      this.trouble = trouble;
      return;
    }
    this.trouble = undefined;
    this.#stop();
    this.dispatchEvent(
      new CustomEvent<InviteAddress>('samphire-invite-read', { detail: read.value }),
    );
  };

  readonly #onFile = async (): Promise<void> => {
    const file = this.file.files?.[0];
    if (file === undefined) return;
    this.trouble = undefined;
    this.stage = 'reading-picture';
    const text = await readPicture(file);
    this.stage = 'idle';
    // The same file can be chosen again.
    this.file.value = '';
    if (!this.isConnected) return;
    if (text.ok) this.#onText(text.value);
    else this.trouble = this.#word(text.refusal);
  };

  readonly #cancel = (): void => {
    this.trouble = undefined;
    this.#stop();
    void this.#focus('.begin');
  };

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'hidden') this.#onGone();
  };

  readonly #onGone = (): void => {
    this.#stop();
  };

  #end(type: ScanRefusal['type']): void {
    this.trouble = this.#word({ type });
    this.#stop();
    void this.#focus('.begin');
  }

  #stop(): void {
    this.#camera?.abort();
    this.#camera = undefined;
    if (this.stage === 'asking' || this.stage === 'looking') this.stage = 'idle';
  }

  #word(refusal: ScanRefusal): string {
    return sentenceFor(this.t.scan.refusals, refusal);
  }

  /** What had the focus is no longer there. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-qr-scanner': QrScanner;
  }
  interface HTMLElementEventMap {
    'samphire-invite-read': InviteReadEvent;
  }
}
