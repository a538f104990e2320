import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charter, env, fixedBytes, founder, groupId, newcomer, secret } from '../../test/actors.ts';
import { fuzzRuns, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { sealVault } from '../identity/vault.ts';
import { createMemoryVaultDisk, createMemoryVaultStore } from '../../test/open-members.ts';
import {
  decodeVaultContents,
  encodeVaultContents,
  type Membership,
  type OpenKnock,
} from './vault-contents.ts';
import { createVault } from './vault.ts';

const membership: Membership = {
  type: 'membership',
  groupId,
  handle: 'founder',
  device: founder,
  charter,
  secret,
};
const knock: OpenKnock = {
  type: 'knock',
  groupId: fixedBytes(32, 1),
  handle: 'newcomer',
  device: newcomer,
  fragment: 'AAAA',
  sealed: fixedBytes(100, 2),
  hash: fixedBytes(32, 3),
};

describe('the contents of the vault', () => {
  it('read back as they were written', () => {
    for (const records of [[], [membership], [knock, membership]]) {
      expect(decodeVaultContents(encodeVaultContents(records))).toEqual(records);
    }
  });

  it('have one spelling: anything else is refused or canonical itself', () => {
    fc.assert(
      fc.property(nearlyBytes([encodeVaultContents([knock])]), (bytes) => {
        const read = decodeVaultContents(bytes);
        if (read) expect(isEqual(encodeVaultContents(read), bytes)).toBe(true);
      }),
      // Each that is read makes keys anew, which is slow.
      { numRuns: Math.ceil(fuzzRuns / 40), seed: 1 },
    );
    expect(decodeVaultContents(encodeVaultContents([]).with(0, 2))).toBeUndefined();
    const broken = encodeVaultContents([membership]);
    // The charter's version.
    expect(decodeVaultContents(broken.with(2 + 1 + 32 + 8 + 64 + 4, 9))).toBeUndefined();
  });
});

describe('the vault', () => {
  it('keeps one record a group, and forgets a knock but no membership', async () => {
    const vault = createVault(createMemoryVaultStore(createMemoryVaultDisk()), env);
    expect(await vault.read()).toEqual({ ok: true, value: [] });
    await vault.put(knock);
    await vault.put(membership);
    await vault.put({ ...knock, handle: 'other' });
    expect(await vault.read()).toEqual({
      ok: true,
      value: [membership, { ...knock, handle: 'other' }],
    });
    await vault.forget(Buffer.from(knock.groupId).toString('hex'), 'knock');
    await vault.forget(Buffer.from(groupId).toString('hex'), 'knock');
    expect(await vault.read()).toEqual({ ok: true, value: [membership] });
  });

  it('that cannot be read is refused and left as it is', async () => {
    for (const [file, type] of [
      [Uint8Array.of(9, 9), 'vault-unknown-version'],
      [Uint8Array.of(1), 'vault-damaged'],
      [sealVault(Uint8Array.of(7), env), 'vault-damaged'],
    ] as const) {
      const disk = createMemoryVaultDisk();
      disk.vault = file;
      const vault = createVault(createMemoryVaultStore(disk), env);
      expect(await vault.read()).toMatchObject({ ok: false, refusal: { type } });
      expect(await vault.put(membership)).toMatchObject({ ok: false, refusal: { type } });
      expect(disk.vault).toEqual(file);
    }
  });
});
