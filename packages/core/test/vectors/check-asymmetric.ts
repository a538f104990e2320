/**
 * The cases for signatures, key agreement and X-Wing. Knows no backend: it asks the functions that
 * the protocol asks.
 */
import { agreeSecret } from '../../src/crypto/box.ts';
import { currentBackend } from '../../src/crypto/backend.ts';
import { deriveKey } from '../../src/crypto/derive.ts';
import { openBytes } from '../../src/crypto/seal.ts';
import {
  isSoundSigningKey,
  signBytes,
  signingKeyFromSeed,
  verifyBytes,
} from '../../src/crypto/sign.ts';
import { nonceBytes, signatureBytes, wrappingCiphertextBytes } from '../../src/crypto/sizes.ts';
import { unwrapBytes, wrapBytes, wrapKeyFromSeed } from '../../src/crypto/wrap.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import { bytesFromHex } from './tally.ts';
import type { LoadVectors } from './check-crypto.ts';
import type { VectorSet } from './check-symmetric.ts';
import type { VectorCase } from './tally.ts';

interface SigningVector {
  readonly id: string;
  readonly seed: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

interface VerifyingVector {
  readonly id: string;
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
  readonly valid: boolean;
}

interface KeyVector {
  readonly id: string;
  readonly publicKey: string;
  readonly sound: boolean;
}

interface AgreementVector {
  readonly id: string;
  readonly publicKey: string;
  readonly seed: string;
  /** Null where all zeros would come out. */
  readonly secret: string | null;
}

interface WrapVector {
  readonly id: number;
  readonly seed: string;
  readonly chance: string;
  readonly publicKeySha256: string;
  readonly ciphertextSha256: string;
  readonly secret: string;
}

/** The files of this folder are ours: their shapes are known and not checked again. */
interface Files {
  readonly ed25519: {
    readonly signing: readonly SigningVector[];
    readonly verifying: readonly VerifyingVector[];
  };
  readonly corpus: {
    readonly smallOrder: readonly string[];
    readonly keys: readonly KeyVector[];
    readonly signatures: readonly VerifyingVector[];
  };
  readonly x25519: { readonly cases: readonly AgreementVector[] };
  readonly xWing: { readonly cases: readonly WrapVector[] };
}

export const asymmetricChecks = async (load: LoadVectors): Promise<VectorSet[]> => {
  const ed25519 = (await load('ed25519')) as Files['ed25519'];
  const corpus = (await load('ed25519-corpus')) as Files['corpus'];
  const x25519 = (await load('x25519')) as Files['x25519'];
  const xWing = (await load('x-wing')) as Files['xWing'];
  return [
    { name: 'ed25519 signing', cases: ed25519.signing.map(signingCase) },
    { name: 'ed25519 verifying', cases: ed25519.verifying.map(verifyingCase) },
    { name: 'ed25519 keys', cases: corpus.keys.map(keyCase) },
    { name: 'ed25519 edge signatures', cases: corpus.signatures.map(verifyingCase) },
    { name: 'ed25519 small order', cases: smallOrderCases(corpus.smallOrder) },
    { name: 'x25519', cases: x25519.cases.map(agreementCase) },
    { name: 'x-wing', cases: xWing.cases.map(wrapCase) },
  ];
};

const signingCase = (vector: SigningVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const seed = bytesFromHex(vector.seed);
    const message = bytesFromHex(vector.message);
    const { publicKey } = signingKeyFromSeed(seed);
    const signature = signBytes(seed, message);
    return (
      hexFromBytes(publicKey) === vector.publicKey &&
      hexFromBytes(signature) === vector.signature &&
      verifyBytes(publicKey, message, signature) &&
      isSoundSigningKey(publicKey)
    );
  },
});

const verifyingCase = (vector: VerifyingVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const [publicKey, message, signature] = [
      vector.publicKey,
      vector.message,
      vector.signature,
    ].map(bytesFromHex);
    if (publicKey === undefined || message === undefined || signature === undefined) return false;
    return verifyBytes(publicKey, message, signature) === vector.valid;
  },
});

const keyCase = (vector: KeyVector): VectorCase => ({
  id: vector.id,
  holds: () => isSoundSigningKey(bytesFromHex(vector.publicKey)) === vector.sound,
});

/** Each small-order key with each small-order R and S = 0: a lax verifier accepts any message. */
const smallOrderCases = (encodings: readonly string[]): VectorCase[] =>
  encodings.flatMap((publicKey) =>
    encodings.map((commitment) => ({
      id: `${publicKey} ${commitment}`,
      holds: () => {
        const signature = new Uint8Array(signatureBytes);
        signature.set(bytesFromHex(commitment));
        return !verifyBytes(bytesFromHex(publicKey), new Uint8Array([1]), signature);
      },
    })),
  );

const agreementCase = (vector: AgreementVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const secret = agreeSecret(bytesFromHex(vector.seed), bytesFromHex(vector.publicKey));
    return (secret === undefined ? null : hexFromBytes(secret)) === vector.secret;
  },
});

/**
 * `wrapBytes` with the vector's chance must make the vector's ciphertext, and what it sealed must
 * open with the key of the vector's shared secret.
 */
const wrapCase = (vector: WrapVector): VectorCase => ({
  id: vector.id,
  holds: () => {
    const seed = bytesFromHex(vector.seed);
    const text = Uint8Array.of(1, 2, 3);
    const context = Uint8Array.of(4);
    const { publicKey } = wrapKeyFromSeed(seed);
    const wrapped = wrapBytes(publicKey, text, context, () => bytesFromHex(vector.chance));
    const ciphertext = wrapped.slice(0, wrappingCiphertextBytes);
    const key = deriveKey(bytesFromHex(vector.secret), new Uint8Array(0), 'wrap');
    const sealed = wrapped.slice(wrappingCiphertextBytes);
    const opened = openBytes(key, new Uint8Array(nonceBytes), sealed, context);
    const unwrapped = unwrapBytes(seed, wrapped, context);
    return (
      sha256Hex(publicKey) === vector.publicKeySha256 &&
      sha256Hex(ciphertext) === vector.ciphertextSha256 &&
      [opened, unwrapped].every((bytes) => bytes !== undefined && hexFromBytes(bytes) === '010203')
    );
  },
});

const sha256Hex = (bytes: Uint8Array): string => hexFromBytes(currentBackend().sha256(bytes));
