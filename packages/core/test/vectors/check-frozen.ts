/**
 * The cases that keep our own formats still: hashes and keys must come out as they did, and boxes,
 * wraps and vaults made by an older build must open. Knows no backend.
 */
import { unboxBytes } from '../../src/crypto/box.ts';
import { authenticate, deriveKey } from '../../src/crypto/derive.ts';
import { hashBytes } from '../../src/crypto/hash.ts';
import { unwrapBytes } from '../../src/crypto/wrap.ts';
import { openVault } from '../../src/identity/vault.ts';
import { hexFromBytes } from '../../src/lib/bytes.ts';
import type { LoadVectors } from './check-crypto.ts';
import type { VectorSet } from './check-symmetric.ts';
import { bytesFromHex } from './tally.ts';
import type { VectorCase } from './tally.ts';

/** The file is ours: its shape is known and not checked again. All bytes are hex. */
interface Frozen {
  readonly hashes: readonly {
    readonly use: string;
    readonly parts: readonly string[];
    readonly hash: string;
  }[];
  readonly keys: readonly {
    readonly secret: string;
    readonly salt: string;
    readonly use: string;
    readonly length: number;
    readonly key: string;
  }[];
  readonly macs: readonly {
    readonly key: string;
    readonly parts: readonly string[];
    readonly tag: string;
  }[];
  readonly boxes: readonly (Sealed & { readonly boxed: string })[];
  readonly wraps: readonly (Sealed & { readonly wrapped: string })[];
  readonly vaults: readonly { readonly contents: string; readonly file: string }[];
}

interface Sealed {
  readonly seed: string;
  readonly context: string;
  readonly bytes: string;
}

export const frozenChecks = async (load: LoadVectors): Promise<VectorSet[]> => {
  const { hashes, keys, macs, boxes, wraps, vaults } = (await load('frozen-crypto')) as Frozen;
  const cases = [
    ...hashes.map(({ use, parts, hash }) =>
      caseOf(`hash ${use}`, hash, () => hashBytes(use, ...parts.map(bytesFromHex))),
    ),
    ...keys.map(({ secret, salt, use, length, key }) =>
      caseOf(`key ${use}`, key, () =>
        deriveKey(bytesFromHex(secret), bytesFromHex(salt), use, length),
      ),
    ),
    ...macs.map(({ key, parts, tag }) =>
      caseOf(`mac ${tag}`, tag, () => authenticate(bytesFromHex(key), ...parts.map(bytesFromHex))),
    ),
    ...boxes.map(({ seed, context, bytes, boxed }) =>
      caseOf(`box ${bytes}`, bytes, () =>
        unboxBytes(bytesFromHex(seed), bytesFromHex(boxed), bytesFromHex(context)),
      ),
    ),
    ...wraps.map(({ seed, context, bytes, wrapped }) =>
      caseOf(`wrap ${bytes}`, bytes, () =>
        unwrapBytes(bytesFromHex(seed), bytesFromHex(wrapped), bytesFromHex(context)),
      ),
    ),
    ...vaults.map(({ contents, file }) =>
      caseOf('vault', contents, () => {
        const opened = openVault(bytesFromHex(file));
        return opened.ok ? opened.value : undefined;
      }),
    ),
  ];
  return [{ name: 'frozen formats', cases }];
};

const caseOf = (id: string, expected: string, make: () => Uint8Array | undefined): VectorCase => ({
  id,
  holds: () => {
    const bytes = make();
    return bytes !== undefined && hexFromBytes(bytes) === expected;
  },
});
