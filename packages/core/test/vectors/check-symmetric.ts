/**
 * The cases for hashing, keyed hashing, key derivation and sealing. Knows no backend: it asks the
 * functions that the protocol asks.
 */
import { currentBackend } from '../../src/crypto/backend.ts';
import { authenticate, expandSecret } from '../../src/crypto/derive.ts';
import { openBytes, sealBytes } from '../../src/crypto/seal.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import { bytesFromHex, throws } from './tally.ts';
import type { LoadVectors } from './check-crypto.ts';
import type { VectorCase } from './tally.ts';

/** A set of vectors, ready to run as often as there are backends. */
export interface VectorSet {
  readonly name: string;
  readonly cases: readonly VectorCase[];
}

interface HashVector {
  readonly message: string;
  readonly hash: string;
}

interface MacVector {
  readonly key: string;
  readonly message: string;
  readonly tag: string;
}

interface DerivationVector {
  readonly id: number;
  readonly secret: string;
  readonly salt: string;
  readonly info: string;
  readonly length: number;
  readonly valid: boolean;
  readonly key?: string;
  readonly keySha256?: string;
}

interface SealVector {
  readonly id: number;
  readonly key: string;
  readonly nonce: string;
  readonly context: string;
  readonly plaintext: string;
  readonly sealed: string;
  readonly valid: boolean;
}

/** The files of this folder are ours: their shape is known and not checked again. */
const casesOf = async <Case>(load: LoadVectors, name: string): Promise<readonly Case[]> =>
  ((await load(name)) as { readonly cases: readonly Case[] }).cases;

export const symmetricChecks = async (load: LoadVectors): Promise<VectorSet[]> => [
  { name: 'sha256', cases: (await casesOf<HashVector>(load, 'sha256')).map(hashCase) },
  { name: 'hmac-sha256', cases: (await casesOf<MacVector>(load, 'hmac-sha256')).map(macCase) },
  {
    name: 'hkdf-sha256',
    cases: (await casesOf<DerivationVector>(load, 'hkdf-sha256')).map(derivationCase),
  },
  {
    name: 'xchacha20-poly1305',
    cases: (await casesOf<SealVector>(load, 'xchacha20-poly1305')).map(sealCase),
  },
];

const sha256Hex = (bytes: Uint8Array): string => hexFromBytes(currentBackend().sha256(bytes));

const hashCase = (vector: HashVector): VectorCase => ({
  id: `${vector.message.length / 2} bytes`,
  holds: () => sha256Hex(bytesFromHex(vector.message)) === vector.hash,
});

/** The message goes in as two parts as well: parts must run together without a seam. */
const macCase = (vector: MacVector, place: number): VectorCase => ({
  id: place + 1,
  holds: () => {
    const key = bytesFromHex(vector.key);
    const message = bytesFromHex(vector.message);
    const whole = authenticate(key, message);
    const inParts = authenticate(key, message.subarray(0, 3), message.subarray(3));
    return hexFromBytes(whole) === vector.tag && hexFromBytes(inParts) === vector.tag;
  },
});

const derivationCase = (vector: DerivationVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const [secret, salt, info] = [vector.secret, vector.salt, vector.info].map(bytesFromHex);
    if (secret === undefined || salt === undefined || info === undefined) return false;
    const derive = (): Uint8Array => expandSecret(secret, salt, info, vector.length);
    if (!vector.valid) return throws(derive);
    return vector.key === undefined
      ? sha256Hex(derive()) === vector.keySha256
      : hexFromBytes(derive()) === vector.key;
  },
});

/** A nonce of another size is a programmer's mistake and throws; a wrong tag opens to nothing. */
const sealCase = (vector: SealVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const key = bytesFromHex(vector.key);
    const nonce = bytesFromHex(vector.nonce);
    const context = bytesFromHex(vector.context);
    const sealed = bytesFromHex(vector.sealed);
    const open = (): Uint8Array | undefined => openBytes(key, nonce, sealed, context);
    if (nonce.length !== 24) return !vector.valid && throws(open);
    const opened = open();
    if (!vector.valid) return opened === undefined;
    const plaintext = bytesFromHex(vector.plaintext);
    return (
      opened !== undefined &&
      hexFromBytes(opened) === vector.plaintext &&
      hexFromBytes(sealBytes(key, nonce, plaintext, context)) === vector.sealed
    );
  },
});
