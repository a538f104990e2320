/** One device in a list: its name, its mark, what it last did, and what can be done about it. */
import '@awesome.me/webawesome/dist/components/icon/icon.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../../i18n/en.ts';
import type { DeviceView, MemberView, OpenGroup } from '../../state/core.ts';
import type { DeedAsker } from './deed-asker.ts';
import { deedAboutDevice } from './deeds.ts';
import { deviceFacts, deviceMark, deviceName } from './device-words.ts';

export function deviceRows(
  member: MemberView,
  group: OpenGroup,
  asker: DeedAsker,
  t: Messages,
): TemplateResult {
  const isCutOff = group.status().obstacle?.type === 'removed';
  return html`<ul>
    ${member.devices.map((device, place) => {
      const deed = deedAboutDevice(device, member, group);
      return html`${row(device, place, deviceFacts(device, isCutOff, t), deed === undefined ? nothing : asker.button(deed, t), t)}`;
    })}
  </ul>`;
}

const row = (
  device: DeviceView,
  place: number,
  facts: readonly string[],
  action: unknown,
  t: Messages,
): TemplateResult =>
  html`<li class="device">
    <wa-icon name="phone"></wa-icon>
    <div class="words">
      <span
        ><span class="name">${deviceName(device, place, t)}</span>
        <span class="quiet small"
          >${t.members.device.mark} <code dir="ltr">${deviceMark(device)}</code></span
        ></span
      >
      <span class="quiet small">${facts.join(t.needs.between)}</span>
    </div>
    ${action === nothing ? nothing : html`<div class="actions">${action}</div>`}
  </li>`;
