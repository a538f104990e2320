import { describe, expect, it } from 'vitest';
import type { GroupSummary, Knocking, OpenGroup, Protection, Samphire } from './core.ts';
import { createSession } from './session.ts';

const relays = ['wss://relay.example/signal'];
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

/** A device whose vault holds these groups; what core is asked for is written down. */
const deviceWith = (...summaries: readonly GroupSummary[]) => {
  let kept = [...summaries];
  let protection: Protection = 'unprotected';
  const asked: string[] = [];
  const knockings = new Map<string, { knocking: Knocking; welcome: () => void }>();
  const groupOf = (id: string): OpenGroup =>
    ({
      id,
      name: () => `name of ${id}`,
      knocks: () => [],
      subscribe: () => () => {},
      flush: async () => {
        asked.push(`flush ${id}`);
        return { ok: true, value: undefined };
      },
      close: async () => void asked.push(`close ${id}`),
    }) as unknown as OpenGroup;
  const knockAt = (id: string): Knocking => {
    const listeners = new Set<() => void>();
    let group: OpenGroup | undefined;
    const knocking: Knocking = {
      handle: 'newcomer',
      words: () => undefined,
      state: () => (group === undefined ? 'knocking' : 'welcomed'),
      refusal: () => undefined,
      group: () => group,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      stop: () => void asked.push(`stop ${id}`),
    };
    const welcome = (): void => {
      group = groupOf(id);
      kept = kept.map((each) => (each.id === id ? { ...each, state: 'member' } : each));
      for (const listener of listeners) listener();
    };
    knockings.set(id, { knocking, welcome });
    return knocking;
  };
  const done = async () => ({ ok: true, value: undefined }) as const;
  const samphire: Samphire = {
    protection: async () => ({ ok: true, value: protection }),
    protect: done,
    changePassphrase: done,
    unprotect: done,
    setDuress: done,
    hasDuress: async () => ({ ok: true, value: false }),
    unlock: async () => {
      protection = 'unlocked';
      return { ok: true, value: 'unlocked' };
    },
    pauseMs: () => 0,
    lock: async (where) => {
      if (protection === 'unlocked') protection = 'locked';
      asked.push(`lock ${where}`);
    },
    groups: async () =>
      protection === 'locked'
        ? { ok: false, refusal: { type: 'vault-locked' } }
        : { ok: true, value: kept },
    openGroup: async (id) => {
      asked.push(`open ${id}`);
      return id === 'broken'
        ? { ok: false, refusal: { type: 'store-damaged' } }
        : { ok: true, value: groupOf(id) };
    },
    createGroup: async ({ handle, relays: given }) => {
      asked.push(`create with ${given.join()}`);
      kept = [...kept, { id: 'new', handle, state: 'member' }];
      return { ok: true, value: groupOf('new') };
    },
    readInvite: (fragment) =>
      fragment === 'good'
        ? { ok: true, value: { groupId: 'far', relays, expiresAt: 0 } }
        : { ok: false, refusal: { type: 'invite-malformed' } },
    knock: async ({ handle }) => {
      kept = [...kept, { id: 'far', handle, state: 'knocking' }];
      return { ok: true, value: knockAt('far') };
    },
    resumeKnock: async (id) => {
      asked.push(`resume ${id}`);
      return { ok: true, value: knockAt(id) };
    },
    forgetKnock: async (id) => {
      kept = kept.filter((each) => each.id !== id);
      return { ok: true, value: undefined };
    },
  };
  return {
    samphire,
    asked,
    welcome: (id: string) => knockings.get(id)?.welcome(),
    /** As another tab, or an earlier visit, has left it. */
    isNow: (next: Protection) => (protection = next),
  };
};
const member = (id: string): GroupSummary => ({ id, handle: 'member', state: 'member' });

describe('the groups of this device', () => {
  it('says that it is opening before the vault has been read', () => {
    const session = createSession(deviceWith(member('a')).samphire, relays);
    expect([session.phase().name, session.group(1).name]).toEqual(['opening', 'opening']);
  });

  it('opens every group once, so that all of them are kept in step', async () => {
    const device = deviceWith(member('a'), member('b'));
    const session = createSession(device.samphire, relays);
    await session.begin();
    session.group(1);
    await settled();
    expect(device.asked).toEqual(['open a', 'open b']);
    expect(session.groups().map(({ ordinal, name }) => [ordinal, name])).toEqual([
      [1, 'name of a'],
      [2, 'name of b'],
    ]);
    expect(session.group(3)).toEqual({ name: 'absent' });
  });

  it('keeps the reason why a group cannot be opened, and tries again when asked', async () => {
    const device = deviceWith(member('broken'));
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    expect(session.group(1)).toEqual({ name: 'refused', refusal: { type: 'store-damaged' } });
    session.retry(1);
    await settled();
    expect(device.asked).toEqual(['open broken', 'open broken']);
  });

  it('writes what every open group is gathering, and asks nothing of the others', async () => {
    const device = deviceWith(member('a'), member('broken'), member('b'));
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    await session.flush();
    expect(device.asked.filter((each) => each.startsWith('flush'))).toEqual(['flush a', 'flush b']);
  });

  it('says why the vault cannot be read', async () => {
    const { samphire } = deviceWith();
    const groups: Samphire['groups'] = async () => ({
      ok: false,
      refusal: { type: 'store-closed' },
    });
    const session = createSession({ ...samphire, groups }, relays);
    await session.begin();
    expect(session.phase()).toEqual({ name: 'refused', refusal: { type: 'store-closed' } });
  });

  it('creates a group with the relays of this page and gives its ordinal', async () => {
    const device = deviceWith(member('a'));
    const session = createSession(device.samphire, relays);
    await session.begin();
    const created = await session.createGroup({ name: 'Kitchen', handle: 'founder' });
    expect(created).toEqual({ ok: true, value: 2 });
    expect(session.group(2).name).toBe('open');
    expect(device.asked).toContain(`create with ${relays.join()}`);
  });
});

describe('knocking', () => {
  it('leads from the knock into the group, and tells', async () => {
    const device = deviceWith();
    const session = createSession(device.samphire, relays);
    await session.begin();
    expect(await session.knock({ fragment: 'good', handle: 'newcomer' })).toEqual({
      ok: true,
      value: 1,
    });
    expect([session.group(1).name, session.knocking(1)?.handle]).toEqual(['knocking', 'newcomer']);
    let told = 0;
    session.subscribe(() => (told += 1));
    device.welcome('far');
    await settled();
    expect([session.group(1).name, session.knocking(1), told > 0]).toEqual([
      'open',
      undefined,
      true,
    ]);
    expect(session.groups()[0]?.state).toBe('member');
  });

  it('refuses an invite that cannot be read before anything is asked for', async () => {
    const session = createSession(deviceWith().samphire, relays);
    expect(await session.knock({ fragment: 'bad', handle: 'newcomer' })).toEqual({
      ok: false,
      refusal: { type: 'invite-malformed' },
    });
  });

  it('goes on with an earlier knock after a reload, and forgets it when asked', async () => {
    const device = deviceWith({ id: 'far', handle: 'newcomer', state: 'knocking' });
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    expect(session.knocking(1)).toBeDefined();
    await session.forgetKnock(1);
    expect(device.asked).toEqual(['resume far', 'stop far']);
    expect([session.groups(), session.group(1).name]).toEqual([[], 'absent']);
  });
});

describe('locking', () => {
  it('says that a device is locked, and asks for no group', async () => {
    const device = deviceWith(member('a'));
    device.isNow('locked');
    const session = createSession(device.samphire, relays);
    await session.begin();
    expect([session.phase().name, session.protection()]).toEqual(['locked', 'locked']);
    expect([session.groups(), session.openGroups()]).toEqual([[], []]);
    expect(device.asked).not.toContain('open a');
  });

  it('opens the groups once the device is unlocked', async () => {
    const device = deviceWith(member('a'));
    device.isNow('locked');
    const session = createSession(device.samphire, relays);
    await session.begin();
    await device.samphire.unlock('passphrase');
    await session.begin();
    await settled();
    expect([session.phase().name, session.group(1).name]).toEqual(['ready', 'open']);
  });

  it('has nothing of any group before core has even begun to close them', async () => {
    const device = deviceWith(member('a'), { id: 'far', handle: 'newcomer', state: 'knocking' });
    device.isNow('unlocked');
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    expect(session.openGroups()).toHaveLength(1);
    let toldPhase = '';
    session.subscribe(() => (toldPhase = session.phase().name));
    const locking = session.lock('device');
    expect([toldPhase, session.groups(), session.openGroups()]).toEqual(['locked', [], []]);
    expect(session.knocking(2)).toBeUndefined();
    await locking;
    expect(device.asked.slice(-2)).toEqual(['stop far', 'lock device']);
  });

  it('does not let a group in that was being opened when the device was locked', async () => {
    const device = deviceWith(member('a'));
    device.isNow('unlocked');
    let arrive = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    const { openGroup } = device.samphire;
    const late: Samphire['openGroup'] = (id) => arrival.then(() => openGroup(id));
    const session = createSession({ ...device.samphire, openGroup: late }, relays);
    await session.begin();
    await session.lock('device');
    arrive();
    await settled();
    expect([session.phase().name, session.openGroups()]).toEqual(['locked', []]);
    expect(device.asked.at(-1)).toBe('close a');
  });

  it('lets go of everything when another tab has locked the device', async () => {
    const device = deviceWith(member('a'));
    device.isNow('unlocked');
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    device.isNow('locked');
    await session.refresh();
    expect([session.phase().name, session.openGroups()]).toEqual(['locked', []]);
    expect(device.asked.at(-1)).toBe('lock tab');
  });

  it('asks for no passphrase where there is none, when groups have to be let go', async () => {
    const device = deviceWith(member('a'));
    const session = createSession(device.samphire, relays);
    await session.begin();
    await settled();
    await session.lock('tab');
    expect([session.phase().name, session.openGroups()]).toEqual(['opening', []]);
  });
});
