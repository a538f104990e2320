/**
 * Who has moved to the newest keys: one line to be read aloud as it changes, and each device of each
 * member in words. A device that has not moved is not blamed: it has met nobody yet.
 */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SamphireElement } from '../../app/element.ts';
import type { DeviceView, MemberView, OpenGroup } from '../../state/core.ts';
import { deviceName } from './device-words.ts';

@customElement('samphire-key-receipts')
export class KeyReceipts extends SamphireElement {
  static override styles = [
    SamphireElement.styles,
    css`
      section {
        display: grid;
        gap: 0.5rem;
      }
      .member {
        display: grid;
        gap: 0.125rem;
        padding-block: 0.5rem;
        border-block-start: 1px solid var(--line);
      }
      .who {
        font-weight: 600;
      }
      .device {
        display: flex;
        align-items: center;
        gap: 0.5rem;
      }
      .device wa-icon {
        flex: none;
        color: var(--amber);
      }
      .moved wa-icon {
        color: var(--green);
      }
    `,
  ];

  @property({ attribute: false }) group!: OpenGroup;

  override render(): TemplateResult {
    this.follow('group', this.group);
    const { receipts } = this.t.members;
    const { moved, devices } = this.group.keys();
    return html`<section aria-labelledby="receipts">
      <h3 id="receipts">${receipts.title}</h3>
      <p role="status">
        ${moved >= devices ? receipts.all(devices) : receipts.some(moved, devices)}
      </p>
      <ul>
        ${this.group.members().map((member) => this.#member(member))}
      </ul>
    </section>`;
  }

  #member(member: MemberView): TemplateResult {
    return html`<li class="member">
      <bdi class="who">${member.handle}</bdi>
      ${member.devices.map((device, place) => this.#device(device, place))}
    </li>`;
  }

  #device(device: DeviceView, place: number): TemplateResult {
    const { receipts } = this.t.members;
    return html`<span class="device ${device.hasMoved ? 'moved' : ''}">
      <wa-icon name=${device.hasMoved ? 'tick-circle' : 'clock'}></wa-icon>
      <span
        >${deviceName(device, place, this.t)}: ${
          device.hasMoved ? receipts.moved : receipts.notYet
        }</span
      >
    </span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'samphire-key-receipts': KeyReceipts;
  }
}
