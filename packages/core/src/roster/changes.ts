/**
 * Roster entries: the changes that members write into the ledger about who belongs and about the
 * keys. The one codec of them all: a tag, then what the three files beside this one write
 * (`docs/protocol.md`, Roster entries). Whether a change counts is decided in `roster.ts`, by its
 * author's right, never here.
 */
import { ByteWriter, readStrictly, type ByteReader, type MalformedRefusal } from '../lib/bytes.ts';
import { refused, type Result } from '../lib/result.ts';
import {
  readDisclosure,
  readHandover,
  readSuccession,
  writeDisclosure,
  writeHandover,
  writeSuccession,
  type Disclosure,
  type Handover,
  type SuccessionChange,
} from './epoch-changes.ts';
import {
  readAdmission,
  readDeclining,
  readInvitation,
  readWithdrawal,
  writeAdmission,
  writeDeclining,
  writeInvitation,
  writeWithdrawal,
  type Admission,
  type Declining,
  type Invitation,
  type Withdrawal,
} from './joining-changes.ts';
import {
  readLeaving,
  readPromotion,
  writeLeaving,
  writePromotion,
  type Leaving,
  type Promotion,
} from './standing-changes.ts';

export type { Disclosure, Handover, SuccessionChange } from './epoch-changes.ts';
export type {
  Admission,
  Declining,
  Envelope,
  Invitation,
  InvitePurpose,
  Withdrawal,
} from './joining-changes.ts';
export type { Leaving, Promotion } from './standing-changes.ts';

export type RosterChange =
  | Invitation
  | Admission
  | Withdrawal
  | Promotion
  | Leaving
  | SuccessionChange
  | Handover
  | Disclosure
  | Declining;

export type RosterChangeType = RosterChange['type'];

/** The first byte of an entry. */
export const rosterChangeTags: Readonly<Record<RosterChangeType, number>> = {
  invitation: 1,
  admission: 2,
  withdrawal: 3,
  promotion: 4,
  leaving: 5,
  succession: 6,
  handover: 7,
  disclosure: 8,
  declining: 9,
};

export const encodeRosterChange = (change: RosterChange): Uint8Array => {
  const writer = new ByteWriter().uint(1, rosterChangeTags[change.type]);
  return writeChange(writer, change).bytes();
};

const writeChange = (writer: ByteWriter, change: RosterChange): ByteWriter => {
  switch (change.type) {
    case 'invitation':
      return writeInvitation(writer, change);
    case 'admission':
      return writeAdmission(writer, change);
    case 'withdrawal':
      return writeWithdrawal(writer, change);
    case 'promotion':
      return writePromotion(writer, change);
    case 'leaving':
      return writeLeaving(writer, change);
    case 'succession':
      return writeSuccession(writer, change);
    case 'handover':
      return writeHandover(writer, change);
    case 'disclosure':
      return writeDisclosure(writer, change);
    case 'declining':
      return writeDeclining(writer, change);
  }
};

const readerByTag: ReadonlyMap<number, (reader: ByteReader) => RosterChange> = new Map<
  number,
  (reader: ByteReader) => RosterChange
>([
  [rosterChangeTags.invitation, readInvitation],
  [rosterChangeTags.admission, readAdmission],
  [rosterChangeTags.withdrawal, readWithdrawal],
  [rosterChangeTags.promotion, readPromotion],
  [rosterChangeTags.leaving, readLeaving],
  [rosterChangeTags.succession, readSuccession],
  [rosterChangeTags.handover, readHandover],
  [rosterChangeTags.disclosure, readDisclosure],
  [rosterChangeTags.declining, readDeclining],
]);

/** The values are views into `bytes`. */
export const decodeRosterChange = (bytes: Uint8Array): Result<RosterChange, MalformedRefusal> => {
  const what = 'roster entry';
  const read = readerByTag.get(bytes[0] ?? 0);
  return read ? readStrictly(what, bytes.subarray(1), read) : refused({ type: 'malformed', what });
};
