import { describe, expect, test } from 'vitest';
import { createMemoryVaultDisk, createMemoryVaultStore } from '../../test/open-members.ts';
import { quickHash } from '../../test/quick-hash.ts';
import type { SlowHash } from '../crypto/slow.ts';
import { openVault, sealVault } from '../identity/vault.ts';
import { openInside, readSealedVault, withTries } from '../identity/vault-sealed.ts';
import type { Env } from '../lib/env.ts';
import { passphrasePauseMs, passphrasePauseMsMax } from '../lib/limits.ts';
import { accepted, refused } from '../lib/result.ts';
import { createSeededEnv } from '../testing/env.ts';
import { createLock } from './lock.ts';
import type { VaultStore } from './ports.ts';
import { encodeVaultContents } from './vault-contents.ts';

type MemoryVaultDisk = ReturnType<typeof createMemoryVaultDisk>;

const first = 'samphire on salt ground';
const second = 'nothing grows out here';
const duress = 'what the tide took away';
const nonsense = 'not the right passphrase';

const createDevice = (disk: MemoryVaultDisk = createMemoryVaultDisk()) => {
  const env = createSeededEnv(8);
  const hashed: string[] = [];
  const hashSlowly: SlowHash = (...asked) => {
    hashed.push(String.fromCharCode(...asked[0]));
    return quickHash(...asked);
  };
  const tab = (store: VaultStore = createMemoryVaultStore(disk)) => {
    const lock = createLock({ env: env.device(hashed.length + 1), store, hashSlowly });
    return { ...lock.locking, keys: lock.keys, hold: lock.hold };
  };
  return { env, disk, hashed, tab };
};

type Device = ReturnType<typeof createDevice>;
type Tab = ReturnType<Device['tab']>;

const lockedDevice = async (options: { readonly duress?: string } = {}) => {
  const device = createDevice();
  const tab = device.tab();
  expect(await tab.protect(first)).toMatchObject({ ok: true });
  if (options.duress) {
    expect(await tab.setDuress(first, options.duress)).toMatchObject({ ok: true });
  }
  await tab.lock();
  return { ...device, tab: device.tab };
};

const protectionOf = async (tab: Tab): Promise<string> => {
  const protection = await tab.protection();
  return protection.ok ? protection.value : protection.refusal.type;
};

const locked = { ok: false, refusal: { type: 'vault-locked' } };
const triesOf = (disk: MemoryVaultDisk): number => {
  const parts = readSealedVault(disk.vault ?? new Uint8Array());
  return parts.ok ? parts.value.tries : -1;
};

describe('a passphrase', () => {
  test('is put on a vault, locks it, and opens it after a reload', async () => {
    const { disk, tab } = createDevice();
    disk.vault = sealVault(encodeVaultContents([]), createSeededEnv(1));
    const here = tab();
    expect(await protectionOf(here)).toBe('unprotected');
    expect(await here.protect(first)).toEqual(accepted(undefined));
    expect(await protectionOf(here)).toBe('unlocked');
    expect(openVault(disk.vault)).toEqual(locked);

    const reloaded = tab();
    expect(await protectionOf(reloaded)).toBe('locked');
    expect(reloaded.keys.open(disk.vault)).toEqual(locked);
    expect(await reloaded.unlock(first)).toEqual(accepted('unlocked'));
    expect(await protectionOf(reloaded)).toBe('unlocked');
    expect(reloaded.keys.open(disk.vault)).toEqual(accepted(encodeVaultContents([])));
  });

  test('can be set before there is anything in the vault', async () => {
    const { disk, tab } = createDevice();
    const here = tab();
    expect(await protectionOf(here)).toBe('unprotected');
    expect(await here.protect(first)).toMatchObject({ ok: true });
    expect(here.keys.open(disk.vault)).toEqual(accepted(encodeVaultContents([])));
  });

  test('is not set twice, nor on a vault that is locked', async () => {
    const { tab, disk } = await lockedDevice();
    const before = disk.vault;
    expect(await tab().protect(second)).toEqual(locked);
    const here = tab();
    await here.unlock(first);
    expect(await here.protect(second)).toEqual(locked);
    expect(disk.vault).toEqual(before);
  });

  test('is changed by nobody who does not know it', async () => {
    const { tab, disk } = await lockedDevice();
    const here = tab();
    expect(await here.changePassphrase(first, second)).toEqual(locked);
    await here.unlock(first);
    expect(await here.changePassphrase(first, 'short')).toMatchObject({
      refusal: { type: 'passphrase-too-short' },
    });
    expect(await here.changePassphrase(nonsense, second)).toMatchObject({
      refusal: { type: 'passphrase-wrong' },
    });
    disk.vault = disk.vault && withTries(disk.vault, 0);
    expect(await tab().unlock(first)).toEqual(accepted('unlocked'));
  });

  test('that was changed leaves a new data key: an older file with its passphrase is no way in', async () => {
    const { tab, disk } = await lockedDevice();
    const thief = tab();
    await thief.unlock(first);
    const here = tab();
    await here.unlock(first);
    expect(await here.changePassphrase(first, second)).toEqual(accepted(undefined));
    expect(await protectionOf(here)).toBe('unlocked');
    // The tab of the thief has kept the key that the older file gave it.
    expect(thief.keys.open(disk.vault)).toEqual(locked);
    expect(await tab().unlock(first)).toMatchObject({ refusal: { type: 'passphrase-wrong' } });
    disk.vault = disk.vault && withTries(disk.vault, 0);
    expect(await tab().unlock(second)).toEqual(accepted('unlocked'));
  });

  test('is taken away by who knows it, and by nothing else', async () => {
    const { tab, disk, env } = await lockedDevice();
    const here = tab();
    expect(await here.unprotect(first)).toEqual(locked);
    await here.unlock(first);
    expect(await here.unprotect(nonsense)).toMatchObject({ refusal: { type: 'passphrase-wrong' } });
    await env.advance(passphrasePauseMs);
    expect(await here.unprotect(first)).toEqual(accepted(undefined));
    expect(await protectionOf(here)).toBe('unprotected');
    expect(openVault(disk.vault ?? new Uint8Array())).toEqual(accepted(encodeVaultContents([])));
    expect(await tab().unlock(nonsense)).toEqual(accepted('unlocked'));
  });
});

describe('a wrong passphrase', () => {
  test('makes the next one wait, twice as long each time, for a minute at most', async () => {
    const { tab, env } = await lockedDevice();
    const here = tab();
    let pauseMs = passphrasePauseMs;
    for (let count = 0; count < 10; count += 1) {
      expect(here.pauseMs()).toBe(0);
      expect(await here.unlock(nonsense)).toEqual(refused({ type: 'passphrase-wrong', pauseMs }));
      expect(here.pauseMs()).toBe(pauseMs);
      await env.advance(pauseMs - 1);
      expect(await here.unlock(first)).toEqual(refused({ type: 'passphrase-paused', pauseMs: 1 }));
      await env.advance(1);
      pauseMs = Math.min(pauseMs * 2, passphrasePauseMsMax);
    }
    expect(await here.unlock(first)).toEqual(accepted('unlocked'));
    await here.lock();
    expect(await here.unlock(nonsense)).toMatchObject({ refusal: { pauseMs: passphrasePauseMs } });
  });

  test('is counted over reloads and in every tab, and no clock shortens the pause', async () => {
    const { tab, env, disk } = await lockedDevice();
    const here = tab();
    const other = tab();
    await here.unlock(nonsense);
    await env.advance(passphrasePauseMs);
    await here.unlock(nonsense);
    expect(triesOf(disk)).toBe(2);
    const reloaded = tab();
    expect(reloaded.pauseMs()).toBe(0);
    expect(await protectionOf(reloaded)).toBe('locked');
    expect(reloaded.pauseMs()).toBe(2 * passphrasePauseMs);
    expect(await other.unlock(first)).toMatchObject({ refusal: { type: 'passphrase-paused' } });
    await env.advance(2 * passphrasePauseMs);
    expect(await reloaded.unlock(first)).toEqual(accepted('unlocked'));
    expect(triesOf(disk)).toBe(0);
  });

  test('is counted before it is hashed: ending the app meanwhile does not undo it', async () => {
    const { disk, env } = await lockedDevice();
    const hanging = createLock({
      env,
      store: createMemoryVaultStore(disk),
      hashSlowly: () => new Promise(() => undefined),
    });
    void hanging.locking.unlock(nonsense);
    await env.settle();
    expect(triesOf(disk)).toBe(1);
  });

  test('is one at a time: many at once get no further than the first', async () => {
    const { tab, hashed } = await lockedDevice();
    const here = tab();
    const before = hashed.length;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, place) => here.unlock(`${nonsense} ${place}`)),
    );
    expect(answers.map((answer) => (answer.ok ? '' : answer.refusal.type))).toEqual([
      'passphrase-wrong',
      ...Array.from({ length: 19 }, () => 'passphrase-paused'),
    ]);
    expect(hashed.length).toBe(before + 1);
  });

  test('is counted by the tab where the disk is full, and the right one opens', async () => {
    const { disk, tab } = await lockedDevice();
    const store: VaultStore = {
      ...createMemoryVaultStore(disk),
      update: async (change) => {
        change(disk.vault?.slice());
        return refused({ type: 'store-full' });
      },
    };
    const here = tab(store);
    expect(await here.unlock(first)).toEqual(accepted('unlocked'));
    await here.lock('tab');
    expect(await here.unlock(nonsense)).toMatchObject({ refusal: { type: 'passphrase-wrong' } });
    expect(here.pauseMs()).toBe(passphrasePauseMs);
  });

  test('never costs the vault: any count on the disk is a pause of a minute at most', async () => {
    const { disk, env, tab } = await lockedDevice();
    disk.vault = disk.vault && withTries(disk.vault, 255);
    const here = tab();
    expect(await protectionOf(here)).toBe('locked');
    expect(here.pauseMs()).toBe(passphrasePauseMsMax);
    await env.advance(passphrasePauseMsMax);
    expect(await here.unlock(first)).toEqual(accepted('unlocked'));
  });

  test('that is empty or endless is refused at once and not counted', async () => {
    const { disk, tab } = await lockedDevice();
    const here = tab();
    expect(await here.unlock(' ')).toMatchObject({ refusal: { type: 'passphrase-too-short' } });
    expect(await here.unlock('a'.repeat(5_000))).toMatchObject({
      refusal: { type: 'passphrase-too-long' },
    });
    expect(triesOf(disk)).toBe(0);
  });
});

describe('a second passphrase', () => {
  test('is told from the first and from none, by what is typed alone', async () => {
    const { tab, hashed } = await lockedDevice({ duress });
    const here = tab();
    const before = hashed.length;
    expect(await here.unlock(duress)).toEqual(accepted('duress'));
    // One hash, as for any other.
    expect(hashed.length).toBe(before + 1);
    expect(here.keys.isHolding).toBe(false);
    expect(here.keys.open(undefined)).toEqual(accepted(undefined));
  });

  test('is known to who has opened the vault, and to nobody else', async () => {
    const { tab, disk } = await lockedDevice({ duress });
    const plain = await lockedDevice();
    expect(disk.vault?.length).toBe(plain.disk.vault?.length);
    expect(await tab().hasDuress()).toEqual(locked);
    expect(await plain.tab().hasDuress()).toEqual(locked);
    const [here, there] = [tab(), plain.tab()];
    await here.unlock(first);
    await there.unlock(first);
    expect(await here.hasDuress()).toEqual(accepted(true));
    expect(await there.hasDuress()).toEqual(accepted(false));
    expect(await createDevice().tab().hasDuress()).toEqual(accepted(false));
  });

  test('stays when the first is changed, and is cleared by nothing but being asked to', async () => {
    const { tab } = await lockedDevice({ duress });
    const here = tab();
    await here.unlock(first);
    await here.changePassphrase(first, second);
    await here.lock();
    expect(await here.unlock(duress)).toEqual(accepted('duress'));
    expect(await here.unlock(second)).toEqual(accepted('unlocked'));
    expect(await here.setDuress(second, undefined)).toEqual(accepted(undefined));
    expect(await here.hasDuress()).toEqual(accepted(false));
    await here.lock();
    expect(await here.unlock(duress)).toMatchObject({ refusal: { type: 'passphrase-wrong' } });
  });

  test('is never the first, whichever of them is set later', async () => {
    const { tab, disk } = await lockedDevice();
    const here = tab();
    expect(await here.setDuress(first, duress)).toEqual(locked);
    await here.unlock(first);
    const same = refused({ type: 'passphrase-same-as-duress' });
    const before = disk.vault;
    expect(await here.setDuress(first, ` ${first}`)).toEqual(same);
    expect(await here.setDuress(first, 'short')).toMatchObject({
      refusal: { type: 'passphrase-too-short' },
    });
    expect(disk.vault).toEqual(before);
    await here.setDuress(first, duress);
    expect(await here.changePassphrase(first, duress)).toEqual(same);
    expect(await here.unlock(first)).toEqual(accepted('unlocked'));
  });

  test('opens no change: asked for the passphrase, it is a wrong one', async () => {
    const { tab } = await lockedDevice({ duress });
    const here = tab();
    await here.unlock(first);
    expect(await here.unprotect(duress)).toMatchObject({ refusal: { type: 'passphrase-wrong' } });
  });
});

describe('several tabs', () => {
  const open = async (tab: Tab, passphrase = first): Promise<Tab> => {
    expect(await tab.unlock(passphrase)).toEqual(accepted('unlocked'));
    return tab;
  };

  test('one locks the device, and the others are locked too', async () => {
    const { tab, env, disk } = await lockedDevice();
    const here = await open(tab());
    const there = await open(tab());
    await here.lock();
    await env.settle();
    expect(there.keys.isHolding).toBe(false);
    expect(there.keys.open(disk.vault)).toEqual(locked);
    expect(await protectionOf(there)).toBe('locked');
    await open(there);
    expect(await protectionOf(here)).toBe('locked');
  });

  test('one locks itself, and the others go on', async () => {
    const { tab, env } = await lockedDevice();
    const here = await open(tab());
    const there = await open(tab());
    await here.lock('tab');
    await env.settle();
    expect(await protectionOf(here)).toBe('locked');
    expect(await protectionOf(there)).toBe('unlocked');
  });

  test('one changes or takes away the passphrase, and the others lose their keys', async () => {
    for (const act of [
      (tab: Tab) => tab.changePassphrase(first, second),
      (tab: Tab) => tab.unprotect(first),
    ]) {
      const { tab, env, disk } = await lockedDevice();
      const here = await open(tab());
      const there = await open(tab());
      expect(await act(here)).toEqual(accepted(undefined));
      await env.settle();
      expect(there.keys.isHolding).toBe(false);
      expect(there.keys.open(disk.vault)).toEqual(locked);
      expect(there.keys.seal(disk.vault, encodeVaultContents([]))).toEqual(locked);
    }
  });

  test('one sets the second passphrase, and the others go on', async () => {
    const { tab, env } = await lockedDevice();
    const here = await open(tab());
    const there = await open(tab());
    await here.setDuress(first, duress);
    await env.settle();
    expect(await there.hasDuress()).toEqual(accepted(true));
    expect(await protectionOf(there)).toBe('unlocked');
  });

  test('a file that was put in the place of the own one, or is gone, is never written by itself', async () => {
    const swaps: readonly ((file: Uint8Array) => Uint8Array | undefined)[] = [
      () => undefined,
      () => sealVault(encodeVaultContents([]), createSeededEnv(3)),
      (file) => file.with(30, (file[30] ?? 0) ^ 1),
      (file) => file.subarray(0, 20),
      () => Uint8Array.of(9, 9, 9),
    ];
    for (const swap of swaps) {
      const { tab, disk } = await lockedDevice();
      const here = await open(tab());
      disk.vault = swap(disk.vault ?? new Uint8Array());
      expect(here.keys.open(disk.vault)).toEqual(locked);
      expect(here.keys.open(disk.vault)).toEqual(locked);
      expect(here.keys.seal(disk.vault, encodeVaultContents([]))).toEqual(locked);
      expect(here.keys.isHolding).toBe(false);
    }
  });

  test('contents that were damaged on the disk are told as damaged, and keep the key', async () => {
    const { tab, disk } = await lockedDevice();
    const here = await open(tab());
    disk.vault = disk.vault?.with(300, (disk.vault[300] ?? 0) ^ 1);
    expect(await protectionOf(here)).toBe('vault-damaged');
    expect(await tab().unlock(first)).toMatchObject({ refusal: { type: 'vault-damaged' } });
  });
});

/** An environment whose 32-byte draws can be looked at later. */
const watchedEnv = () => {
  const env = createSeededEnv(9);
  const made: Uint8Array[] = [];
  const watched: Env = {
    ...env,
    random: (length) => {
      const bytes = env.random(length);
      if (length === 32) made.push(bytes);
      return bytes;
    },
  };
  return { watched, made };
};

test('every passphrase comes with a data key of its own, by chance', async () => {
  const { watched, made } = watchedEnv();
  const disk = createMemoryVaultDisk();
  const store = createMemoryVaultStore(disk);
  const { locking } = createLock({ env: watched, store, hashSlowly: quickHash });
  await locking.protect(first);
  const opens = (key: Uint8Array | undefined): boolean => {
    const parts = readSealedVault(disk.vault ?? new Uint8Array());
    return parts.ok && key !== undefined && openInside(parts.value, key) !== undefined;
  };
  const before = made[0]?.slice();
  expect(opens(before)).toBe(true);
  await locking.changePassphrase(first, second);
  expect(opens(before)).toBe(false);
  expect(opens(made[2])).toBe(true);
});

test('the data key is overwritten, by locking, changing, and taking away the passphrase', async () => {
  for (const act of [
    (tab: Tab) => tab.lock(),
    (tab: Tab) => tab.changePassphrase(first, second),
    (tab: Tab) => tab.unprotect(first),
  ]) {
    const { watched, made } = watchedEnv();
    const store = createMemoryVaultStore();
    const lock = createLock({ env: watched, store, hashSlowly: quickHash });
    await lock.locking.protect(first);
    const [dataKey, nobodysKey] = made;
    expect(made).toHaveLength(2);
    expect(nobodysKey?.every((byte) => byte === 0)).toBe(true);
    expect(dataKey?.some((byte) => byte !== 0)).toBe(true);
    await act({ ...lock.locking, keys: lock.keys, hold: lock.hold });
    expect(dataKey?.every((byte) => byte === 0)).toBe(true);
  }
});

describe('what is held', () => {
  const openable = () => {
    const told: string[] = [];
    const secret = Uint8Array.of(1, 2, 3);
    return {
      told,
      secret,
      close: async () => {
        // What closes still writes with its keys.
        told.push(`closed with ${secret.join()}`);
      },
    };
  };

  test('is closed first and overwritten then', async () => {
    const { tab } = await lockedDevice();
    const here = tab();
    await here.unlock(first);
    const group = openable();
    const nested = { device: { signing: { seed: Uint8Array.of(4) } }, list: [Uint8Array.of(5)] };
    await here.hold(
      { secret: group.secret, nested },
      async () => accepted(group),
      (value) => value.close,
    );
    await here.lock();
    expect(group.told).toEqual(['closed with 1,2,3']);
    expect([...group.secret]).toEqual([0, 0, 0]);
    expect(nested).toEqual({
      device: { signing: { seed: Uint8Array.of(0) } },
      list: [Uint8Array.of(0)],
    });
    await here.unlock(first);
    await here.lock();
    expect(group.told).toHaveLength(1);
  });

  test('is closed where it was still being opened when the device was locked', async () => {
    const { tab } = await lockedDevice();
    const here = tab();
    await here.unlock(first);
    const group = openable();
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((settled) => {
      resolve = settled;
    });
    const opening = here.hold(
      group.secret,
      async () => {
        await promise;
        return accepted(group);
      },
      (value) => value.close,
    );
    const locking = here.lock();
    resolve();
    expect(await opening).toEqual(locked);
    await locking;
    expect(group.told).toEqual(['closed with 1,2,3']);
    expect([...group.secret]).toEqual([0, 0, 0]);
  });

  test('is closed in an unprotected tab when another one puts a passphrase on, or the vault is gone', async () => {
    for (const act of [
      (tab: Tab) => tab.protect(first),
      (_: Tab, store: VaultStore) => store.erase(),
    ]) {
      const { tab, env, disk } = createDevice();
      disk.vault = sealVault(encodeVaultContents([]), env);
      const store = createMemoryVaultStore(disk);
      const [here, there] = [tab(), tab(store)];
      const group = openable();
      await here.hold(
        group.secret,
        async () => accepted(group),
        (value) => value.close,
      );
      await act(there, store);
      await env.settle();
      expect(group.told).toHaveLength(1);
      expect([...group.secret]).toEqual([0, 0, 0]);
    }
  });

  test('is overwritten when it is closed, and not closed again by a lock', async () => {
    const { tab } = createDevice();
    const here = tab();
    const group = openable();
    let letGo = (): void => undefined;
    await here.hold(
      group.secret,
      async () => accepted(group),
      (value, release) => {
        letGo = release;
        return value.close;
      },
    );
    letGo();
    expect([...group.secret]).toEqual([0, 0, 0]);
    await here.lock();
    expect(group.told).toEqual([]);
  });

  test('that cannot be closed keeps nothing else from being closed and overwritten', async () => {
    const { tab } = createDevice();
    const here = tab();
    const group = openable();
    await here.hold(
      group.secret,
      async () => accepted(group),
      () => () => {
        throw new Error('it hangs on');
      },
    );
    const other = openable();
    await here.hold(
      other.secret,
      async () => accepted(other),
      (value) => value.close,
    );
    await here.lock();
    expect(other.told).toHaveLength(1);
    expect([...group.secret, ...other.secret]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('no passphrase stands on the disk, nor does a key', async () => {
  const { tab, disk } = await lockedDevice({ duress });
  const here = tab();
  await here.unlock(first);
  const text = String.fromCharCode(...(disk.vault ?? []));
  for (const word of ['samphire', 'tide', 'salt']) expect(text).not.toContain(word);
});
