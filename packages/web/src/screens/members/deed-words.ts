/**
 * What is said of a deed before it is done, on its button, and afterwards. Pure: sentences with a
 * gap `{who}`, and the handle that goes into it. Knows no element.
 */
import type { Messages } from '../../i18n/en.ts';
import type { IconName } from '../../parts/icon-names.ts';
import { isDemotion, type Deed } from './deeds.ts';

export interface DeedWords {
  readonly title: string;
  /** Paragraphs, in the order in which they are read. */
  readonly what: readonly string[];
  readonly confirm: string;
  readonly done: string;
  /** Goes into the gap. */
  readonly who: string;
}

/** `changesKeys`: whether the deed changes the keys on this device at once. */
export function deedWords(deed: Deed, changesKeys: boolean, t: Messages): DeedWords {
  const { deeds } = t.members;
  const keys = changesKeys ? [deeds.keysChange, deeds.worksOffline] : [];
  switch (deed.type) {
    case 'change-role':
      return wordsOf(roleWords(deed, t), keys, deed.member.handle);
    case 'remove':
      return wordsOf(deeds.remove, keys, deed.member.handle);
    case 'cut-off':
      return wordsOf(deeds.cutOff, [deeds.worksOffline], deed.member.handle);
    case 'remove-device':
      return wordsOf(deeds.removeDevice, keys, deed.member.handle);
    case 'drop-device':
      return wordsOf(deeds.drop, changesKeys ? keys : [deeds.drop.byOthers], '');
    case 'leave':
      return wordsOf(deeds.leave, [deeds.leave.byOthers], '');
    case 'change-keys':
      return wordsOf(deeds.newKeys, keys, '');
    case 'change-policy':
      return wordsOf(deeds.policy, keys, '');
    case 'follow':
      return wordsOf(deeds.follow, [], deed.handle);
  }
}

interface Said {
  readonly title: string;
  readonly what: string;
  readonly confirm: string;
  readonly done: string;
}

const wordsOf = (
  { title, what, confirm, done }: Said,
  more: readonly string[],
  who: string,
): DeedWords => ({ title, what: [what, ...more], confirm, done, who });

function roleWords(
  { member, role }: Extract<Deed, { readonly type: 'change-role' }>,
  t: Messages,
): Said {
  const { deeds } = t.members;
  if (member.isMe) return deeds.stepDown;
  if (!isDemotion(member.role, role)) return role === 'steward' ? deeds.promote : deeds.letWrite;
  return role === 'member' ? deeds.demoteToMember : deeds.demoteToReader;
}

/** What stands on the button that asks for the deed. */
export function deedLabel(deed: Deed, t: Messages): string {
  const { act, keys, policy } = t.members;
  switch (deed.type) {
    case 'change-role':
      return deed.member.isMe ? act.stepDown : act[deed.role];
    case 'remove':
      return act.remove;
    case 'cut-off':
      return act.arrested;
    case 'remove-device':
      return act.removeDevice;
    case 'drop-device':
      return act.drop;
    case 'leave':
      return act.leave;
    case 'change-keys':
      return keys.change;
    case 'change-policy':
      return policy.change;
    case 'follow':
      return t.members.deeds.follow.confirm;
  }
}

export function deedIcon(deed: Deed): IconName {
  switch (deed.type) {
    case 'change-role':
      return { steward: 'star', member: 'pen', reader: 'eye' }[deed.role] as IconName;
    case 'remove':
    case 'remove-device':
    case 'drop-device':
      return 'xmark';
    case 'cut-off':
      return 'warning';
    case 'leave':
      return 'door';
    case 'change-keys':
    case 'change-policy':
      return 'key';
    case 'follow':
      return 'check';
  }
}

/** Deeds that take something from somebody: drawn in the colour of danger. */
export const isGrave = (deed: Deed): boolean =>
  ['remove', 'cut-off', 'remove-device', 'drop-device', 'leave'].includes(deed.type);
