import { describe, expect, test } from 'vitest';
import { createMemoryVaultDisk, createMemoryVaultStore } from '../../test/open-members.ts';
import { quickHash } from '../../test/quick-hash.ts';
import { slowHash, type SlowHash } from '../crypto/slow.ts';
import { encodeInviteLink } from '../roster/invite.ts';
import type { Env } from '../lib/env.ts';
import { accepted, type Result } from '../lib/result.ts';
import { createMemoryDisk, createMemoryStore, type MemoryDisk } from '../stores/memory.ts';
import { createSeededEnv } from '../testing/env.ts';
import type { Doorbell, Link } from './ports.ts';
import { createSamphire, type Samphire } from './samphire.ts';

const passphrase = 'samphire on salt ground';
const invitedForMs = 86_400_000;
const locked = { ok: false, refusal: { type: 'vault-locked' } };

const unwrap = <Value>(result: Result<Value, { readonly type: string }>): Value => {
  if (!result.ok) throw new Error(`refused: ${result.refusal.type}`);
  return result.value;
};

/** One turn of the real event loop: keys and hashes may wait for WebAssembly. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A device whose tabs share disks; every key that is made is watched. */
const createDevice = (hashSlowly: SlowHash = quickHash) => {
  const seeded = createSeededEnv(12);
  const keys: Uint8Array[] = [];
  const env: Env = {
    ...seeded,
    random: (length) => {
      const bytes = seeded.random(length);
      if (length === 32) keys.push(bytes);
      return bytes;
    },
  };
  const vaultDisk = createMemoryVaultDisk();
  const disks = new Map<string, MemoryDisk>();
  const running = new Set<string>();
  let opened = 0;
  const run = (what: string) => {
    opened += 1;
    const name = `${what} ${opened}`;
    return { start: () => void running.add(name), stop: () => void running.delete(name) };
  };
  const createDoorbell = (): Doorbell => {
    const { start, stop } = run('doorbell');
    const listen = () => {
      start();
      return () => undefined;
    };
    return { post: () => undefined, listen, stop };
  };
  const createLink = (): Link => {
    const { start, stop } = run('link');
    return {
      name: 'memory',
      start,
      stop: async () => stop(),
      status: () => ({ state: 'searching', peers: [], addresses: [] }),
      onStatus: () => () => undefined,
    };
  };
  const tab = (): Samphire =>
    createSamphire({
      env,
      vault: createMemoryVaultStore(vaultDisk),
      openStore: (name) => {
        const disk = disks.get(name) ?? createMemoryDisk();
        disks.set(name, disk);
        return createMemoryStore(disk);
      },
      connect: () => ({ links: [createLink()], doorbell: createDoorbell() }),
      createDoorbell,
      hashSlowly,
    });
  /** Lets virtual time pass until it is done. */
  const done = async <Value>(doing: Promise<Value>): Promise<Value> => {
    let isDone = false;
    const ending = doing.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await seeded.advance(100);
      await turn();
    }
    return ending;
  };
  return { env: seeded, keys, running, vaultDisk, tab, done };
};

const inviteOf = (env: Env): string =>
  encodeInviteLink({
    groupId: new Uint8Array(32).fill(7),
    topicSeed: new Uint8Array(32).fill(8),
    invite: new Uint8Array(32).fill(9),
    inviter: new Uint8Array(32).fill(10),
    expiresAt: env.now() + invitedForMs,
    relays: [],
  });

const newGroup = { name: 'Warehouse', handle: 'founder', relays: [] } as const;

describe('a locked device', () => {
  test('has nothing open and nothing of a key in memory, and is as it was when it is unlocked', async () => {
    const { keys, running, tab, done } = createDevice();
    const founder = tab();
    const group = unwrap(await done(founder.createGroup(newGroup)));
    const document = unwrap(group.createDocument('text', 'Needs of today'));
    unwrap(await done(group.flush()));
    unwrap(await done(founder.protect(passphrase)));
    expect(running.size).toBeGreaterThan(0);
    expect(keys.some((key) => key.some((byte) => byte !== 0))).toBe(true);

    await done(founder.lock());
    expect([...running]).toEqual([]);
    // Device keys, the group's secret, the data key: each array that was handed out.
    expect(keys.filter((key) => key.some((byte) => byte !== 0))).toEqual([]);
    expect(await founder.protection()).toEqual(accepted('locked'));

    expect(await founder.unlock(passphrase)).toEqual(accepted('unlocked'));
    const again = unwrap(await done(founder.openGroup(group.id)));
    expect(again.name()).toBe('Warehouse');
    expect(again.documents().map(({ id }) => id)).toEqual([document]);
    // It still signs: keys were read anew.
    unwrap(again.renameDocument(document, 'Needs of tomorrow'));
    unwrap(await done(again.flush()));
    await done(again.close());
    const reopened = unwrap(await done(founder.openGroup(group.id)));
    expect(reopened.documents()[0]?.title).toBe('Needs of tomorrow');
    await done(founder.lock());
  });

  test('answers that it is locked to everything that needs the vault', async () => {
    const { env, tab, done, vaultDisk } = createDevice();
    const founder = tab();
    const group = unwrap(await done(founder.createGroup(newGroup)));
    unwrap(await done(founder.protect(passphrase)));
    await done(founder.lock());
    const file = vaultDisk.vault;
    const fragment = inviteOf(env);
    for (const samphire of [founder, tab()]) {
      expect(await samphire.groups()).toEqual(locked);
      expect(await done(samphire.createGroup(newGroup))).toEqual(locked);
      expect(await done(samphire.openGroup(group.id))).toEqual(locked);
      expect(await samphire.knock({ fragment, handle: 'newcomer' })).toEqual(locked);
      expect(await samphire.resumeKnock(group.id)).toEqual(locked);
      expect(await samphire.forgetKnock(group.id)).toEqual(locked);
      expect(samphire.readInvite(fragment)).toMatchObject({ ok: true });
    }
    expect(vaultDisk.vault).toEqual(file);
  });

  test('knocks no more, and goes on with the same knock when it is unlocked', async () => {
    const { env, running, tab, done } = createDevice();
    const newcomer = tab();
    unwrap(await done(newcomer.protect(passphrase)));
    const fragment = inviteOf(env);
    unwrap(await newcomer.knock({ fragment, handle: 'newcomer' }));
    expect(running.size).toBe(1);
    await done(newcomer.lock());
    expect(running.size).toBe(0);
    unwrap(await newcomer.unlock(passphrase));
    const [summary] = unwrap(await newcomer.groups());
    expect(summary).toMatchObject({ handle: 'newcomer', state: 'knocking' });
    const resumed = unwrap(await newcomer.resumeKnock(summary?.id ?? ''));
    expect(running.size).toBe(1);
    resumed.stop();
    expect(running.size).toBe(0);
    await done(newcomer.lock());
  });

  test('locks in every tab', async () => {
    const { env, running, tab, done } = createDevice();
    const founder = tab();
    const group = unwrap(await done(founder.createGroup(newGroup)));
    unwrap(await done(founder.protect(passphrase)));
    const other = tab();
    unwrap(await other.unlock(passphrase));
    unwrap(await done(other.openGroup(group.id)));
    await done(founder.lock());
    await env.advance(1_000);
    expect([...running]).toEqual([]);
    expect(await other.groups()).toEqual(locked);
  });

  test('opens nothing for the second passphrase', async () => {
    const { running, tab, done } = createDevice();
    const founder = tab();
    unwrap(await done(founder.createGroup(newGroup)));
    unwrap(await done(founder.protect(passphrase)));
    unwrap(await founder.setDuress(passphrase, 'what the tide took away'));
    await done(founder.lock());
    expect(await founder.unlock('what the tide took away')).toEqual(accepted('duress'));
    expect(await founder.groups()).toEqual(locked);
    expect([...running]).toEqual([]);
  });
});

test('a group that was closed is not held, and locking an unprotected device closes what is open', async () => {
  const { running, tab, done } = createDevice();
  const founder = tab();
  const group = unwrap(await done(founder.createGroup(newGroup)));
  await done(group.close());
  const again = unwrap(await done(founder.openGroup(group.id)));
  expect(running.size).toBeGreaterThan(0);
  await done(founder.lock());
  expect([...running]).toEqual([]);
  expect(again.id).toBe(group.id);
  expect(await founder.protection()).toEqual(accepted('unprotected'));
  expect(unwrap(await founder.groups())).toHaveLength(1);
  expect(unwrap(await done(founder.openGroup(group.id))).name()).toBe('Warehouse');
});

test('the whole way with the slow hash itself', { timeout: 60_000 }, async () => {
  const { env, tab, done } = createDevice(slowHash);
  const founder = tab();
  const group = unwrap(await done(founder.createGroup(newGroup)));
  unwrap(await founder.protect(passphrase));
  await done(founder.lock());
  expect(await founder.unlock('not the right passphrase')).toMatchObject({
    refusal: { type: 'passphrase-wrong' },
  });
  const other = tab();
  expect(await other.protection()).toEqual(accepted('locked'));
  expect(await other.unlock(passphrase)).toMatchObject({ refusal: { type: 'passphrase-paused' } });
  await env.advance(1_000);
  expect(await other.unlock(passphrase)).toEqual(accepted('unlocked'));
  expect(unwrap(await done(other.openGroup(group.id))).name()).toBe('Warehouse');
  await done(other.lock());
});
