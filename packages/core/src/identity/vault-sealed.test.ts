import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixedBytes } from '../../test/actors.ts';
import { fuzzOptions, nearlyBytes } from '../../test/fuzz.ts';
import { concatBytes } from '../lib/bytes.ts';
import {
  vaultMemoryKibMax,
  vaultMemoryKibMin,
  vaultPassesMin,
  vaultWorkKibMax,
} from '../lib/limits.ts';
import { createSeededEnv } from '../testing/env.ts';
import {
  openInside,
  readSealedVault,
  sealInside,
  sealSlot,
  tryKey,
  withTries,
  type SealedVault,
  type VaultInside,
} from './vault-sealed.ts';
import { openVault } from './vault.ts';

const env = createSeededEnv(6);
const cost = { memoryKib: vaultMemoryKibMin, passes: vaultPassesMin };
const salt = fixedBytes(16, 1);
const passphraseKey = fixedBytes(32, 2);
const duressKey = fixedBytes(32, 3);
const otherKey = fixedBytes(32, 4);
const dataKey = fixedBytes(32, 5);
const contents = fixedBytes(100, 6);
const slot = sealSlot({ cost, salt }, passphraseKey, dataKey, env);

const places = { memory: 2, passes: 6, salt: 8, slot: 24, duress: 96, tries: 168, nonce: 169 };

const seal = (duress?: Uint8Array, locks = 7): Uint8Array =>
  sealInside({ cost, salt, slot }, dataKey, { locks, duressKey: duress?.slice(), contents }, env);

const partsOf = (file: Uint8Array): SealedVault => {
  const parts = readSealedVault(file);
  if (!parts.ok) throw new Error(parts.refusal.type);
  return parts.value;
};

/** The whole way in: what a person with this key gets. */
const enter = (file: Uint8Array, key: Uint8Array): VaultInside | string => {
  const parts = readSealedVault(file);
  if (!parts.ok) return parts.refusal.type;
  const tried = tryKey(parts.value, key);
  if (tried.type !== 'opens') return tried.type;
  return openInside(parts.value, tried.dataKey) ?? 'damaged';
};

const damaged = { ok: false, refusal: { type: 'vault-damaged' } };

describe('a vault with a passphrase', () => {
  test('opens with its key to what was put in, and with no other', () => {
    expect(enter(seal(), passphraseKey)).toEqual({ locks: 7, duressKey: undefined, contents });
    expect(enter(seal(duressKey), passphraseKey)).toEqual({ locks: 7, duressKey, contents });
    expect(enter(seal(), otherKey)).toBe('wrong');
    expect(enter(seal(duressKey), otherKey)).toBe('wrong');
    expect(openInside(partsOf(seal()), otherKey)).toBeUndefined();
    expect(openVault(seal())).toEqual({ ok: false, refusal: { type: 'vault-locked' } });
  });

  test('tells the second passphrase, and only where one is set', () => {
    expect(enter(seal(duressKey), duressKey)).toBe('duress');
    expect(enter(seal(), duressKey)).toBe('wrong');
  });

  test('has the same length and other bytes in the second slot, set or not, at every write', () => {
    const files = [seal(), seal(), seal(duressKey), seal(duressKey)];
    expect(new Set(files.map((file) => file.length)).size).toBe(1);
    const secondSlots = files.map((file) => partsOf(file).duressSlot.join());
    expect(new Set(secondSlots).size).toBe(files.length);
    // Bits of a set slot and of an unset one are ones as often: 576 bits, 200 files each.
    for (const duress of [undefined, duressKey]) {
      let ones = 0;
      for (let count = 0; count < 200; count += 1) {
        for (const byte of partsOf(seal(duress)).duressSlot) {
          ones += byte.toString(2).replaceAll('0', '').length;
        }
      }
      expect(ones / (200 * 576)).toBeCloseTo(0.5, 1);
    }
  });

  test('never uses a nonce twice, and shows nothing of what it holds', () => {
    const text = new Uint8Array(200).fill(0x61);
    const inside = { locks: 0, duressKey: undefined, contents: text };
    const files = Array.from({ length: 100 }, () =>
      sealInside({ cost, salt, slot }, dataKey, inside, env),
    );
    expect(new Set(files.map((file) => partsOf(file).nonce.join())).size).toBe(100);
    for (const file of files) expect(String.fromCharCode(...file)).not.toContain('aaaa');
    const lengthOf = (bytes: number): number =>
      sealInside({ cost, salt, slot }, dataKey, { ...inside, contents: new Uint8Array(bytes) }, env)
        .length;
    expect(lengthOf(0)).toBe(lengthOf(4_000));
  });

  test('overwrites no key of its caller’s', () => {
    expect(dataKey).toEqual(fixedBytes(32, 5));
    expect(passphraseKey).toEqual(fixedBytes(32, 2));
  });
});

describe('whoever has the disk', () => {
  const file = seal(duressKey);

  test('gets nothing by altering any bit: it is damaged, or the passphrase is not the one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length * 8 - 1 }), (bit) => {
        const place = bit >> 3;
        const altered = file.with(place, (file[place] ?? 0) ^ (1 << (bit & 7)));
        const entered = enter(altered, passphraseKey);
        if (place === places.tries) expect(entered).toMatchObject({ contents });
        else expect(entered).toMatch(/^(wrong|damaged|vault-damaged|vault-unknown-version)$/);
      }),
      { numRuns: 5_000, seed: 1 },
    );
  });

  test('cannot cut or lengthen it', () => {
    for (let length = 0; length < file.length; length += length < 200 ? 1 : 97) {
      expect(enter(file.subarray(0, length), passphraseKey)).toMatch(/damaged/);
    }
    expect(enter(concatBytes(file, Uint8Array.of(0)), passphraseKey)).toBe('damaged');
  });

  test('cannot swap the slots: neither passphrase does anything then', () => {
    const swapped = file.slice();
    swapped.set(file.subarray(places.duress, places.tries), places.slot);
    swapped.set(file.subarray(places.slot, places.duress), places.duress);
    expect(enter(swapped, passphraseKey)).toBe('wrong');
    expect(enter(swapped, duressKey)).toBe('wrong');
  });

  test('cannot put a slot of an older file in: it opens, and what it should open does not', () => {
    const older = seal();
    const mixed = file.slice();
    mixed.set(older.subarray(places.duress, places.tries), places.duress);
    expect(enter(mixed, passphraseKey)).toBe('damaged');
  });

  test('cannot lower what a guess costs, nor ask for gigabytes or minutes', () => {
    const costing = (memoryKib: number, passes: number): Uint8Array => {
      const changed = file.slice();
      const view = new DataView(changed.buffer);
      view.setUint32(places.memory, memoryKib);
      view.setUint16(places.passes, passes);
      return changed;
    };
    const passesMax = Math.floor(vaultWorkKibMax / vaultMemoryKibMin);
    for (const [memoryKib, passes] of [
      [vaultMemoryKibMin - 1, vaultPassesMin],
      [vaultMemoryKibMin, vaultPassesMin - 1],
      [0, 0],
      [8, 1],
      [vaultMemoryKibMax + 1, vaultPassesMin],
      [2 ** 32 - 1, vaultPassesMin],
      [vaultMemoryKibMin, passesMax + 1],
      [vaultMemoryKibMin, 65_535],
      [vaultMemoryKibMax, 9],
    ] as const) {
      expect(readSealedVault(costing(memoryKib, passes))).toEqual(damaged);
    }
    // Within bounds and not what was written: the slots do not open, though the key is the right one.
    for (const [memoryKib, passes] of [
      [vaultMemoryKibMin, vaultPassesMin + 1],
      [vaultMemoryKibMin, passesMax],
      [vaultMemoryKibMax, 8],
    ] as const) {
      expect(readSealedVault(costing(memoryKib, passes))).toMatchObject({ ok: true });
      expect(enter(costing(memoryKib, passes), passphraseKey)).toBe('wrong');
      expect(enter(costing(memoryKib, passes), duressKey)).toBe('wrong');
    }
  });

  test('can only set the count of wrong passphrases, which nothing rests on but a pause', () => {
    for (const tries of [0, 1, 255, 300]) {
      const counted = withTries(file, tries);
      expect(partsOf(counted).tries).toBe(Math.min(tries, 255));
      expect(enter(counted, passphraseKey)).toMatchObject({ contents });
    }
  });

  test('can put an older file back, and its passphrase opens it: no file knows its age', () => {
    expect(enter(seal(undefined, 1), passphraseKey)).toMatchObject({ locks: 1 });
  });
});

test('reading and opening never throw, whatever the bytes', () => {
  const samples = [seal(), seal(duressKey)];
  fc.assert(
    fc.property(nearlyBytes(samples), (bytes) => {
      for (const file of [bytes, concatBytes(Uint8Array.of(1, 1), bytes)]) {
        const entered = enter(file, passphraseKey);
        if (typeof entered !== 'string') expect(entered.contents).toEqual(contents);
      }
    }),
    fuzzOptions,
  );
}, 600_000);

test('what is inside has one spelling', () => {
  const insideOf = (plain: Uint8Array): VaultInside | undefined => {
    // The same seal around other bytes: only who has the data key can make it.
    const whole = sealInside(
      { cost, salt, slot },
      dataKey,
      { locks: 0, duressKey: undefined, contents: plain },
      env,
    );
    return openInside(partsOf(whole), dataKey);
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (plain) => {
      expect(insideOf(plain)?.contents).toEqual(plain);
    }),
  );
});
