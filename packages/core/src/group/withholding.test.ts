import { describe, expect, it } from 'vitest';
import { createMembers, meet, type Member } from '../../test/open-members.ts';
import { withheldAfterMs, withheldAtLastMs } from '../lib/limits.ts';
import { createMemoryStore } from '../stores/memory.ts';
import { openGroup } from './group.ts';
import { originOf } from './origins.ts';
import type { Link, PeerIdentity, Replica } from './ports.ts';

/** A member whose only link says what the story wants, and a hostile one who holds entries. */
const stage = async (seed: number) => {
  const { env, charter, secret, all } = createMembers(seed, 3);
  const [founder, hostile, other] = all as [Member, Member, Member];
  let peers: readonly PeerIdentity[] = [];
  const listeners = new Set<() => void>();
  const captured: Replica[] = [];
  const link: Link = {
    name: 'memory',
    start: (replica) => void captured.push(replica),
    stop: async () => undefined,
    status: () => ({ state: 'connected', peers, addresses: [] }),
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const opening = openGroup({
    env,
    origin: originOf(charter, secret),
    device: founder.keys,
    openStore: () => createMemoryStore(founder.disk),
    connect: () => ({
      links: [link],
      doorbell: { post: () => undefined, listen: () => () => undefined, stop: () => undefined },
    }),
    remember: () => undefined,
  });
  await env.advance(100);
  const opened = await opening;
  const [replica] = captured;
  if (!opened.ok || !replica) throw new Error('refused');
  const group = opened.value;
  const theirs = await hostile.open();
  const identity: PeerIdentity = { device: theirs.group.me.device, member: theirs.group.me.member };
  const connect = (isConnected: boolean): void => {
    peers = isConnected ? [identity] : [];
    for (const listener of [...listeners]) listener();
  };
  const say = (): void => replica.peerHolds(identity, theirs.replica.stateVector());
  const create = (title: string): void => void theirs.group.createDocument('needs', title);
  const send = async (update: Uint8Array | undefined): Promise<void> => {
    const receiving = update && replica.receive(update);
    await env.advance(50);
    await receiving;
  };
  return { env, group, replica, theirs, other, identity, connect, say, create, send };
};

describe('a peer that holds what it does not send', () => {
  it('is named after a minute of silence, and no more once it has sent', async () => {
    const { env, group, replica, theirs, identity, connect, say, create, send } = await stage(1);
    connect(true);
    create('one');
    await env.advance(1_000);
    say();
    await env.advance(withheldAfterMs - 5_000);
    expect(group.withheld()).toEqual([]);
    let told = 0;
    group.subscribe(() => (told += 1));
    await env.advance(withheldAfterMs);
    const { member, device } = identity;
    expect(group.withheld()).toEqual([{ member, device, entries: 1 }]);
    expect(told).toBeGreaterThan(0);
    await send(theirs.replica.updateSince(replica.stateVector()));
    expect(group.withheld()).toEqual([]);
    await group.close();
    expect(env.timers()).toBe(0);
  });

  it('is not named while it was away in between, or for what nobody here can judge', async () => {
    const { env, group, replica, identity, connect, say, create } = await stage(2);
    create('one');
    await env.advance(1_000);
    for (let time = 0; time < 4; time += 1) {
      connect(true);
      say();
      await env.advance(withheldAfterMs / 2);
      connect(false);
      await env.advance(1_000);
    }
    expect(group.withheld()).toEqual([]);
    connect(true);
    // One feed that nobody has admitted, with nine entries.
    replica.peerHolds(identity, Uint8Array.of(1, 77, 9));
    await env.advance(5 * withheldAfterMs);
    expect(group.withheld()).toEqual([]);
  });

  it('is excused by entries that keep arriving, but not for ever', async () => {
    const { env, group, theirs, other, identity, connect, say, create, send, replica } =
      await stage(3);
    const third = await other.open();
    create('kept back');
    await env.advance(1_000);
    connect(true);
    /** It passes on what another writes, and nothing of its own. */
    const drip = async (): Promise<void> => {
      third.group.createDocument('needs', 'news');
      await env.advance(1_000);
      const news = third.replica.updateSince(replica.stateVector());
      if (news) void theirs.replica.receive(news);
      await env.advance(1_000);
      say();
      await env.advance(withheldAfterMs / 2);
      await send(news);
    };
    for (let ms = 0; ms < withheldAtLastMs / 2; ms += withheldAfterMs / 2) await drip();
    expect(group.documents().map(({ title }) => title)).toContain('news');
    expect(group.withheld()).toEqual([]);
    for (let ms = 0; ms < withheldAtLastMs; ms += withheldAfterMs / 2) await drip();
    const { member, device } = identity;
    expect(group.withheld()).toEqual([{ member, device, entries: 1 }]);
  });

  it('is named where its own entries rest on what nobody sends', async () => {
    const { env, group, theirs, other, identity, connect, send } = await stage(4);
    const third = await other.open();
    third.group.createDocument('needs', 'one');
    await env.advance(1_000);
    await meet(env, third, theirs);
    theirs.group.createDocument('needs', 'two');
    await env.advance(1_000);
    connect(true);
    const own = theirs.published.at(-1);
    await send(own);
    expect(group.status().waitingEntries).toBeGreaterThan(0);
    await env.advance(2 * withheldAfterMs);
    expect(group.withheld()).toEqual([
      { member: identity.member, device: identity.device, entries: 1 },
    ]);
    await send(third.replica.updateSince(new Uint8Array([0])));
    expect(group.withheld()).toEqual([]);
  });
});
