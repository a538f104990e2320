import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  charter,
  fixedBytes,
  fixedEnv,
  founder,
  hostile,
  member,
  timeMs,
} from '../../test/actors.ts';
import { fuzzRuns, nearlyBytes } from '../../test/fuzz.ts';
import { deviceIdOf } from '../roster/member.ts';
import { rosterFromCharter } from '../roster/roster.ts';
import { identifyPeer, provePeer } from './peer-proof.ts';
import { Presence } from './presence.ts';

const epochId = fixedBytes(32, 1);
const idOf = (keys: typeof founder): string => deviceIdOf({ signing: keys.signing.publicKey });
const document = '0f'.repeat(16);
const isKnown = (id: string): boolean => id === idOf(founder);

describe('presence', () => {
  const shown = new Presence(epochId, founder, fixedEnv(1, timeMs));
  const nothing = shown.sign();
  shown.show(document);
  const something = shown.sign();

  it('is learned from a device on the roster, newer only', () => {
    const seen = new Presence(epochId, member, fixedEnv(1, timeMs));
    expect(seen.documentOf(idOf(founder))).toBeUndefined();
    expect(seen.learn(nothing, isKnown)).toBe(true);
    expect(seen.documentOf(idOf(founder))).toBeUndefined();
    expect(seen.learn(something, isKnown)).toBe(true);
    expect(seen.documentOf(idOf(founder))).toBe(document);
    // Said again, or older: nothing new, and nobody is taken back to where they were.
    expect([something, nothing].map((bytes) => seen.learn(bytes, isKnown))).toEqual([false, false]);
    expect(seen.documentOf(idOf(founder))).toBe(document);
  });

  it('outlives a session: its counter goes on from the clock', () => {
    const seen = new Presence(epochId, member, fixedEnv(1, timeMs));
    seen.learn(something, isKnown);
    const again = new Presence(epochId, founder, fixedEnv(1, timeMs + 5_000));
    expect(seen.learn(again.sign(), isKnown)).toBe(true);
  });

  it('of a stranger, another epoch, or altered, is nothing', () => {
    const seen = new Presence(epochId, member, fixedEnv(1, timeMs));
    expect(seen.learn(new Presence(epochId, hostile, fixedEnv(1, timeMs)).sign(), isKnown)).toBe(
      false,
    );
    expect(
      seen.learn(new Presence(fixedBytes(32, 2), founder, fixedEnv(1, timeMs)).sign(), isKnown),
    ).toBe(false);
    fc.assert(
      fc.property(nearlyBytes([something]), (bytes) => {
        const learned = new Presence(epochId, member, fixedEnv(1, timeMs)).learn(bytes, isKnown);
        expect(learned).toBe(Buffer.from(bytes).equals(Buffer.from(something)));
      }),
      { numRuns: Math.ceil(fuzzRuns / 20), seed: 1 },
    );
  });
});

describe('the proof of a peer', () => {
  const challenge = fixedBytes(40, 3);
  const proof = provePeer(epochId, challenge, founder);
  const roster = rosterFromCharter(charter);

  it('names its device and member, for this challenge and epoch only', () => {
    const { members } = charter;
    const [{ id } = { id: new Uint8Array() }] = members.filter(
      ({ handle }) => handle === 'founder',
    );
    expect(identifyPeer(epochId, proof, challenge, roster)).toEqual({
      device: idOf(founder),
      member: Buffer.from(id).toString('hex'),
    });
    expect(identifyPeer(epochId, proof, fixedBytes(40, 4), roster)).toBeUndefined();
    expect(identifyPeer(fixedBytes(32, 2), proof, challenge, roster)).toBeUndefined();
  });

  it('of a stranger, cut, or altered, is nobody’s', () => {
    expect(
      identifyPeer(epochId, provePeer(epochId, challenge, hostile), challenge, roster),
    ).toBeUndefined();
    const faults = [new Uint8Array(), proof.subarray(1), proof.with(40, 1 ^ (proof[40] ?? 0))];
    expect(faults.map((bytes) => identifyPeer(epochId, bytes, challenge, roster))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
