import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  charterOf,
  env,
  fixedBytes,
  founder,
  groupId,
  hostile,
  memberOf,
  newcomer,
  secret,
} from '../../test/actors.ts';
import { fuzzRuns, isEqual, nearlyBytes } from '../../test/fuzz.ts';
import { createMemoryVaultDisk, createMemoryVaultStore } from '../../test/open-members.ts';
import { sealVault } from '../identity/vault.ts';
import { vaultRecordsMax, vaultSecretsMax } from '../lib/limits.ts';
import { charterHash, type Charter } from '../roster/charter.ts';
import type { EpochOrigin, EpochSecret } from './epoch-book.ts';
import { originOf } from './origins.ts';
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
  origin: originOf(charter, secret),
};
const secretOf = (epoch: Charter, first = 40): EpochSecret => ({
  epochId: charterHash(epoch),
  secret: fixedBytes(32, first),
});
/** The group's charter after so many changes of keys. */
const later = (number: number): Charter =>
  charterOf([memberOf(founder, 'founder', 'steward')], {
    groupId,
    number,
    parents: [fixedBytes(32, number)],
  });
/** As somebody knows it who went through these changes. */
const grown = (...numbers: readonly number[]): EpochOrigin => ({
  first: charter,
  current: later(numbers.at(-1) ?? 1),
  secrets: [...membership.origin.secrets, ...numbers.map((number) => secretOf(later(number)))],
});
const epochsOf = ({ secrets }: EpochOrigin): ReadonlySet<string> =>
  new Set(secrets.map(({ epochId }) => Buffer.from(epochId).toString('hex')));
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
    const moved = { ...membership, origin: grown(1, 2) };
    const secrets = moved.origin.secrets.toSorted((left, right) =>
      Buffer.compare(left.epochId, right.epochId),
    );
    const canonical = { ...moved, origin: { ...moved.origin, secrets } };
    expect(decodeVaultContents(encodeVaultContents([moved]))).toEqual([canonical]);
    for (const records of [[], [membership], [knock, membership], [canonical, knock]]) {
      expect(decodeVaultContents(encodeVaultContents(records))).toEqual(records);
    }
  });

  it('have one spelling: anything else is refused or canonical itself', () => {
    fc.assert(
      fc.property(
        nearlyBytes([
          encodeVaultContents([knock]),
          encodeVaultContents([{ ...membership, origin: grown(1) }]),
        ]),
        (bytes) => {
          const read = decodeVaultContents(bytes);
          if (read) expect(isEqual(encodeVaultContents(read), bytes)).toBe(true);
        },
      ),
      // Each that is read makes keys anew, which is slow.
      { numRuns: Math.ceil(fuzzRuns / 40), seed: 1 },
    );
    expect(decodeVaultContents(encodeVaultContents([]).with(0, 2))).toBeUndefined();
    const broken = encodeVaultContents([membership]);
    // The charter's version.
    expect(decodeVaultContents(broken.with(2 + 1 + 32 + 8 + 64 + 4, 9))).toBeUndefined();
  });

  it('are refused where a charter is not the group’s, or has no secret', () => {
    const other = charterOf([memberOf(hostile, 'hostile', 'steward')]);
    const { secrets } = membership.origin;
    const origins: readonly EpochOrigin[] = [
      originOf(other, secret),
      { ...membership.origin, secrets: [] },
      { ...grown(1), secrets },
      { first: later(1), current: later(1), secrets: [secretOf(later(1))] },
      {
        first: charter,
        current: { ...later(1), groupId: fixedBytes(32, 9) },
        secrets: [...secrets, secretOf({ ...later(1), groupId: fixedBytes(32, 9) })],
      },
    ];
    for (const origin of origins) {
      expect(decodeVaultContents(encodeVaultContents([{ ...membership, origin }]))).toBeUndefined();
    }
  });

  it('keep so many secrets, those of both charters among them', () => {
    const others = Array.from({ length: vaultSecretsMax + 20 }, (_, place) => ({
      epochId: new Uint8Array(32).with(0, place & 255).with(1, place >> 8),
      secret: fixedBytes(32, 3),
    }));
    const origin = { ...grown(1), secrets: [...grown(1).secrets, ...others] };
    const [read] = decodeVaultContents(encodeVaultContents([{ ...membership, origin }])) ?? [];
    if (read?.type !== 'membership') throw new Error('cannot be read');
    expect(read.origin.secrets).toHaveLength(vaultSecretsMax);
    const kept = epochsOf(read.origin);
    expect([...epochsOf(grown(1))].every((epoch) => kept.has(epoch))).toBe(true);
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

  it('remembers where the group is, and takes nothing back that another tab knew', async () => {
    const store = createMemoryVaultStore(createMemoryVaultDisk());
    const [here, there] = [createVault(store, env), createVault(store, env)];
    const names = {
      groupId: Buffer.from(groupId).toString('hex'),
      device: Buffer.from(founder.signing.publicKey).toString('hex'),
    };
    const originNow = async (): Promise<EpochOrigin> => {
      const read = await here.read();
      const [record] = read.ok ? read.value : [];
      if (record?.type !== 'membership') throw new Error('no membership');
      return record.origin;
    };
    await here.put(membership);
    expect(await here.remember(names, grown(1, 2))).toEqual({ ok: true, value: undefined });
    // This tab is behind, and knows of an epoch that the other one does not.
    await there.remember(names, grown(9, 1));
    expect((await originNow()).current).toEqual(later(2));
    expect(epochsOf(await originNow())).toEqual(epochsOf(grown(1, 2, 9)));
    // A welcome that a second tab waited for.
    await there.put(membership);
    expect((await originNow()).current).toEqual(later(2));
    expect(epochsOf(await originNow())).toEqual(epochsOf(grown(1, 2, 9)));
    // Another device's record is nobody's to grow, but to replace.
    await here.remember({ ...names, device: '00' }, grown(3));
    expect((await originNow()).current).toEqual(later(2));
    await there.put({ ...membership, device: hostile });
    expect((await originNow()).current).toEqual(charter);
  });

  it('writes what it was given, even if that is overwritten meanwhile', async () => {
    const vault = createVault(createMemoryVaultStore(createMemoryVaultDisk()), env);
    await vault.put(membership);
    const origin = grown(1);
    const given = {
      ...origin,
      secrets: origin.secrets.map((each) => ({ ...each, secret: each.secret.slice() })),
    };
    const remembering = vault.remember(
      {
        groupId: Buffer.from(groupId).toString('hex'),
        device: Buffer.from(founder.signing.publicKey).toString('hex'),
      },
      given,
    );
    for (const each of given.secrets) each.secret.fill(0);
    await remembering;
    const read = await vault.read();
    const [record] = read.ok ? read.value : [];
    const secrets = record?.type === 'membership' ? record.origin.secrets : [];
    expect(secrets).toHaveLength(2);
    expect(secrets).toEqual(expect.arrayContaining([...origin.secrets]));
  });

  it('makes no record, and no file, of a group that is gone', async () => {
    const disk = createMemoryVaultDisk();
    const vault = createVault(createMemoryVaultStore(disk), env);
    const names = { groupId: Buffer.from(groupId).toString('hex'), device: '00' };
    expect(await vault.remember(names, grown(1))).toMatchObject({ ok: true });
    expect(disk.vault).toBeUndefined();
  });

  it('refuses one group too many, and goes on with those it has', async () => {
    const vault = createVault(createMemoryVaultStore(createMemoryVaultDisk()), env);
    const knockOn = (place: number): OpenKnock => ({
      ...knock,
      groupId: new Uint8Array(32).with(0, place & 255).with(1, place >> 8),
    });
    const records = Array.from({ length: vaultRecordsMax }, (_, place) => knockOn(place));
    const full = createMemoryVaultDisk();
    full.vault = sealVault(encodeVaultContents(records), env);
    const filled = createVault(createMemoryVaultStore(full), env);
    const refusal = { type: 'too-many-groups' };
    expect(await filled.put(knockOn(vaultRecordsMax))).toEqual({ ok: false, refusal });
    expect(await filled.put({ ...knockOn(3), handle: 'other' })).toMatchObject({ ok: true });
    expect(await vault.put(knock)).toMatchObject({ ok: true });
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
