/**
 * Invite links: how one is written, and how it is found in an address, in what a person pasted, and
 * in what a camera read. Only what stands behind the mark is ever used: where a link says it comes
 * from decides nothing, and nothing here goes there. Core judges what a fragment holds.
 */
import type { ScanRefusal } from '../i18n/refusals.ts';
import { accepted, inviteLinkCharsMax, refused } from '../state/core.ts';
import type { InviteView, Result } from '../state/core.ts';

export interface InviteAddress {
  /** Base64url. */
  readonly fragment: string;
  /**
   * What the link says that it is for. It decides words alone: whom a device belongs to is settled by
   * those who let it in.
   */
  readonly purpose: InviteView['purpose'];
}

/** What stands between the address of the app and the invite. */
const marks = { newcomer: '#join=', 'own-device': '#device=' } as const;
const purposes = ['newcomer', 'own-device'] as const;

const base64urlPattern = /^[A-Za-z0-9_-]+$/;
const originPattern = /^https?:\/\/[^\s#]{1,2000}$/i;

export const inviteLink = (origin: string, { fragment, purpose }: InviteAddress): string =>
  `${origin}/${marks[purpose]}${fragment}`;

/** The invite in `location.hash`, if there is one. */
export function inviteFromHash(hash: string): InviteAddress | undefined {
  const purpose = purposes.find((each) => hash.startsWith(marks[each]));
  return purpose === undefined
    ? undefined
    : { fragment: hash.slice(marks[purpose].length), purpose };
}

/** What a person pasted: a whole link with whatever stood around it, its end, or the bare fragment. */
export function inviteFromPaste(text: string): InviteAddress {
  const found = split(text.trim());
  return { ...found.invite, fragment: found.invite.fragment.trim() };
}

/**
 * What a code says: an invite link of any origin, its end, or the bare fragment, and nothing else
 * around it. Whoever made the code is unknown.
 */
export function inviteFromCode(text: string): Result<InviteAddress, ScanRefusal> {
  const { before, invite } = split(text);
  const isInvite =
    (before === '' || originPattern.test(before)) &&
    invite.fragment.length <= inviteLinkCharsMax &&
    base64urlPattern.test(invite.fragment);
  return isInvite ? accepted(invite) : refused({ type: 'code-not-an-invite' });
}

function split(text: string): { readonly before: string; readonly invite: InviteAddress } {
  for (const purpose of purposes) {
    const at = text.indexOf(marks[purpose]);
    if (at !== -1)
      return {
        before: text.slice(0, at),
        invite: { fragment: text.slice(at + marks[purpose].length), purpose },
      };
  }
  return { before: '', invite: { fragment: text, purpose: 'newcomer' } };
}
