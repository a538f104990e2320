/** What is said when something is refused: what happened, and what to do. */
import type { Formats } from '../formats.ts';
import type { AnyRefusal, Sentences } from '../refusals.ts';

export const refusalSentences = ({ moment, number, plural }: Formats): Sentences<AnyRefusal> => ({
  'invite-malformed': () =>
    'This is not a whole invite link. Part of it may have been cut off on the way: ask for it again, as one piece.',
  'invite-unknown-version': () =>
    'This invite was made by a newer Samphire. Reload this page to update, then follow the link again.',
  'invite-expired': ({ expiredAt }) =>
    `This invite ended on ${moment(expiredAt)}. Ask for a new one.`,
  'invite-used-up': () =>
    'This invite has been used as often as it was meant for. Ask for a new one.',
  'invite-withdrawn': () =>
    'The group has taken this invite back. Ask for a new one, if you are still meant to come in.',
  'invite-unknown': () => 'This invite is no longer open. It may have been taken back elsewhere.',
  'reason-too-long': () => 'The reason is too long. One or two short sentences are enough.',
  'knock-declined': ({ reason }) =>
    reason === ''
      ? 'The group has turned this knock away.'
      : `The group has turned this knock away, and says: \u2068${reason}\u2069.`,
  'invite-already-member': () => 'You are in this group already, on this device.',
  'invite-relays-unreachable': () =>
    'None of the relays named in this invite can be reached now. Your knock is kept and tried again.',
  'title-empty': () => 'Please give it a title.',
  'title-too-long': () => 'This title is too long. A few words are enough.',
  'too-many-groups': () =>
    'This device is in as many groups as it can hold. Leave one of them first.',
  'group-unknown': () => 'This group is no longer on this device.',
  'vault-damaged': () =>
    'What this device keeps for itself, with the keys of its groups, cannot be read. It is left as it is.',
  'vault-unknown-version': () =>
    'The keys on this device were written by a newer Samphire. Reload this page to update.',
  'vault-locked': () => 'This device has been locked, maybe in another tab. Unlock it first.',
  'passphrase-wrong': ({ pauseMs }) => `This is not the passphrase. ${nextTry(plural, pauseMs)}`,
  'passphrase-paused': ({ pauseMs }) =>
    `A wrong passphrase was entered before. ${nextTry(plural, pauseMs)}`,
  'passphrase-too-short': ({ charactersMin }) =>
    plural(charactersMin, {
      one: 'A passphrase has at least # character.',
      other: 'A passphrase has at least # characters. Several words are easier to keep in mind.',
    }),
  'passphrase-too-long': () => 'This passphrase is too long. A line of words is enough.',
  'passphrase-same-as-duress': () =>
    'The two passphrases must be different: one opens, the other wipes.',
  'welcome-malformed': () =>
    'An answer came that cannot be read. Your knock goes on; ask the others to let you in again.',
  'welcome-not-for-this-knock': () =>
    'An answer came that was meant for somebody else. Your knock goes on.',
  'welcome-other-group': () =>
    'An answer came from another group than the one in the invite. It was not used. Be careful with this link.',
  'welcome-secret-wrong': () =>
    'An answer came with a wrong key. It was not used. Ask somebody you trust in the group what happened.',
  'welcome-proof-wrong': () =>
    'An answer came from somebody who may not let people in. It was not used. Ask somebody you trust in the group.',
  'not-admitted-yet': () =>
    'Your admission has not arrived on this device yet. You can write as soon as it has.',
  'not-allowed': () => 'Your role in this group does not allow that.',
  'member-unknown': () => 'This person is no longer in the group.',
  'device-unknown': () => 'This device is no longer in the group.',
  'last-steward': () =>
    'A group always has a steward. Make somebody else a steward first, then try again.',
  'last-device': () => 'This is your only device in the group. To go, leave the group.',
  'role-unchanged': () => 'That is the role already.',
  'too-many-devices': () => 'You have as many devices as one member may have. Drop one first.',
  'dispute-unsettled': () =>
    'Stewards removed each other. Choose whom you follow first; then this can be done.',
  'set-aside-unknown': () => 'This change is no longer set aside.',
  'cannot-be-written-again': () =>
    'This rests on something that is not in the document. Write it by hand, if it is still right.',
  'handle-empty': () => 'Please choose a handle: any name the others may call you.',
  'handle-too-long': () => 'This handle is too long. A few short words are enough.',
  'feed-full': () =>
    'This device has written as much as one device may. Add the next entries from another device.',
  'document-unknown': () => 'This document is not on this device, or not yet.',
  'knock-unknown': () => 'This knock is no longer open. It may have been answered elsewhere.',
  'store-unavailable': () =>
    'This browser gives Samphire no storage, for instance in a private window. Nothing can be kept here.',
  'store-full': () =>
    'The storage of this device is full. Free some space: what you write now is not safe until then.',
  'store-closed': () =>
    'Another tab has taken over the storage. Reload this page to go on writing here.',
  'store-damaged': () =>
    'What was kept on this device is damaged. Whatever the other members hold will come back from them.',
  'document-newer': ({ version }) =>
    `This document was written by a newer Samphire (version ${number(version)} of its kind). Reload this page to update.`,
  'document-damaged': ({ field }) =>
    `A part of this document cannot be read: ${field}. The rest is shown.`,
});

const nextTry = (plural: Formats['plural'], pauseMs: number): string =>
  plural(Math.ceil(pauseMs / 1_000), {
    one: 'The next try is possible in # second.',
    other: 'The next try is possible in # seconds.',
  });
