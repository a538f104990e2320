import { describe, expect, it } from 'vitest';
import { createAuthor, testEpoch, writeMany } from '../../test/author.ts';
import { charter, deviceOf, founder, member } from '../../test/actors.ts';
import { waitingRoomBytesMax } from '../lib/limits.ts';
import { deviceIdOf } from '../roster/member.ts';
import { rosterFromCharter, type RosterView } from '../roster/roster.ts';
import { Register } from './register.ts';
import { firstOfEachFeed, WaitingRoom } from './waiting-room.ts';

describe('the waiting room', () => {
  it('keeps what came until it is called, in bytes of its own', () => {
    const room = new WaitingRoom();
    const run = writeMany(createAuthor('newcomer'), 2);
    room.add([run]);
    run.entries[0]?.fill(0);
    const [kept] = room.empty();
    expect(kept?.entries[0]?.[0]).toBe(1);
    expect(room.empty()).toEqual([]);
    expect(room.isEmpty).toBe(true);
  });

  it('is bounded: the oldest leave first, and empty ones weigh too', () => {
    const room = new WaitingRoom();
    const runOf = (clientId: number, bytes: number) => ({
      clientId,
      start: 0,
      rootName: 'r',
      entries: [new Uint8Array(bytes)],
    });
    for (let each = 0; each < 5; each += 1) room.add([runOf(each, waitingRoomBytesMax / 4)]);
    expect(room.empty().map(({ clientId }) => clientId)).toEqual([2, 3, 4]);
    room.add([runOf(1, waitingRoomBytesMax + 1)]);
    expect(room.empty()).toEqual([]);
    for (let each = 0; each < 10_000; each += 1) room.add([runOf(each, 0)]);
    expect(room.empty().length).toBeLessThan(5_000);
  });

  it('lets out one run a feed at a time', () => {
    const [one, other] = [writeMany(createAuthor('one'), 1), writeMany(createAuthor('other'), 1)];
    expect(firstOfEachFeed([one, other, one])).toEqual({ first: [one, other], others: [one] });
  });
});

describe('the register', () => {
  const roster = rosterFromCharter(charter);

  it('knows every feed that the roster’s devices may write, and learns new ones', () => {
    const register = new Register();
    expect(register.learn(testEpoch, roster)).toBe(true);
    expect(register.learn(testEpoch, roster)).toBe(false);
    expect(register.byClient.size).toBe(64);
    expect(register.byDocumentClient.size).toBe(64);
    for (const [client, feed] of register.byClient) {
      expect(feed.clientId).toBe(client);
      expect(register.byDocumentClient.get(feed.documentClientId)).toBe(feed);
    }
    const id = deviceIdOf({ signing: member.signing.publicKey });
    const record = roster.deviceById.get(id);
    if (!record) throw new Error('no device');
    const salted: RosterView = {
      ...roster,
      deviceById: new Map(roster.deviceById).set(id, {
        ...record,
        salts: [...record.salts, deviceOf(founder, 9).salt],
      }),
    };
    expect(register.learn(testEpoch, salted)).toBe(true);
    expect(register.byClient.size).toBe(96);
  });
});
