/**
 * Roster entries about epochs: a succession, and secrets passed on later. Plain values and their
 * codecs (`docs/protocol.md`, Roster entries); `changes.ts` writes the tag before them. Sealing and
 * opening: `succession.ts`. Whether one counts: `roster.ts` for the right, the charters' judge for
 * the rest.
 */
import type { ByteReader, ByteWriter } from '../lib/bytes.ts';
import { groupMembersMax, memberDevicesMax, sealedCharterBytesMax } from '../lib/limits.ts';
import { isAscending } from './member.ts';

/** Begins a new epoch. */
export interface SuccessionChange {
  readonly type: 'succession';
  /** Hash of the new charter, 32 bytes. */
  readonly epochId: Uint8Array;
  /** Nonce, then the sealed charter with its parents' secrets: `openCharter`. */
  readonly sealed: Uint8Array;
  /** The new secret, wrapped for one device each, ascending by bytes; whom for is not said. */
  readonly envelopes: readonly Uint8Array[];
}

/** An epoch's secret for one device that had no envelope. */
export interface Handover {
  readonly type: 'handover';
  /** 32 bytes. */
  readonly epochId: Uint8Array;
  /** Signing key, 32 bytes. */
  readonly device: Uint8Array;
  readonly envelope: Uint8Array;
}

/** The secret of an epoch outside one's own ancestry, for everybody here. */
export interface Disclosure {
  readonly type: 'disclosure';
  /** 32 bytes. */
  readonly epochId: Uint8Array;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** X-Wing ciphertext 1,120, secret 32, authentication tag 16. */
export const secretEnvelopeBytes = 1120 + 32 + 16;
/** Nonce 24 and authentication tag 16: what a seal adds to its text. */
export const charterSealBytes = 24 + 16;

export const writeSuccession = (writer: ByteWriter, change: SuccessionChange): ByteWriter => {
  writer.fixed(32, change.epochId).sized(4, change.sealed).uint(2, change.envelopes.length);
  for (const envelope of change.envelopes) writer.fixed(secretEnvelopeBytes, envelope);
  return writer;
};

export const readSuccession = (reader: ByteReader): SuccessionChange => {
  const epochId = reader.fixed(32);
  const sealed = reader.sized(4, sealedCharterBytesMax);
  reader.demand(sealed.length > charterSealBytes, 'sealed charter');
  const count = reader.uint(2);
  reader.demand(count >= 1 && count <= groupMembersMax * memberDevicesMax, 'number of envelopes');
  const envelopes = reader.list(count, (each) => each.fixed(secretEnvelopeBytes));
  reader.demand(isAscending(envelopes), 'order of envelopes');
  return { type: 'succession', epochId, sealed, envelopes };
};

export const writeHandover = (writer: ByteWriter, change: Handover): ByteWriter =>
  writer
    .fixed(32, change.epochId)
    .fixed(32, change.device)
    .fixed(secretEnvelopeBytes, change.envelope);

export const readHandover = (reader: ByteReader): Handover => ({
  type: 'handover',
  epochId: reader.fixed(32),
  device: reader.fixed(32),
  envelope: reader.fixed(secretEnvelopeBytes),
});

export const writeDisclosure = (writer: ByteWriter, change: Disclosure): ByteWriter =>
  writer.fixed(32, change.epochId).fixed(32, change.secret);

export const readDisclosure = (reader: ByteReader): Disclosure => ({
  type: 'disclosure',
  epochId: reader.fixed(32),
  secret: reader.fixed(32),
});
