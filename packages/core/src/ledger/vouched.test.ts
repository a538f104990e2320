import { describe, expect, test } from 'vitest';
import { createSeededEnv } from '../testing/env.ts';
import { createDeviceKeys } from '../identity/device.ts';
import { verifyRunInSteps } from './chain.ts';
import { encodeContent, entryTypes } from './content.ts';
import { firstTip, linkOfEntry, sealEntry, signatureOf, type Tip } from './entry.ts';
import { epochFromSecret } from './epoch.ts';
import { feedOf } from './feed.ts';
import { Ledger } from './ledger.ts';
import { runThrough } from '../lib/steps.ts';
import { decodeVouched, encodeVouched, vouchingKey } from './vouched.ts';

const env = createSeededEnv(5);
const epoch = epochFromSecret(env.random(32), env.random(32), env.random(32));
const member = createDeviceKeys(env);
const signing = member.signing.publicKey;
const feed = feedOf(epoch, { id: 'member', signing }, env.random(16), 0);
const key = vouchingKey(member.signing.seed, epoch.epochId);

/** Entries of one feed. `forge`: places whose signature is somebody else's. */
const written = (count: number, forged: readonly number[] = []) => {
  const hostile = createDeviceKeys(env);
  let tip: Tip = firstTip;
  const entries: Uint8Array[] = [];
  const links: Uint8Array[] = [];
  for (let place = 0; place < count; place += 1) {
    const content = encodeContent({
      type: entryTypes.join,
      claimedSeconds: place,
      parents: [],
      payload: new Uint8Array(),
    });
    const { seed } = (forged.includes(place) ? hostile : member).signing;
    const entry = sealEntry(feed, place, tip, content, env.random(24), seed);
    const link = linkOfEntry(feed, place, tip, entry);
    tip = { link, signature: signatureOf(entry) };
    entries.push(entry);
    links.push(link);
  }
  return { entries, links };
};

const ledgerOf = (run: ReturnType<typeof written>): Ledger => {
  const ledger = new Ledger();
  ledger.admit([{ feed, start: 0, ...run }], undefined);
  return ledger;
};

describe('vouched heads', () => {
  test('come back from the note of the same device in the same epoch', () => {
    const run = written(3);
    const heads = decodeVouched(key, encodeVouched(key, ledgerOf(run)));
    expect(heads.get(feed.clientId)).toEqual({ height: 3, link: run.links[2] });
  });

  test('are nobody where the note is altered, cut, or another device’s', () => {
    const note = encodeVouched(key, ledgerOf(written(2)));
    const other = vouchingKey(env.random(32), epoch.epochId);
    expect(decodeVouched(other, note).size).toBe(0);
    for (let place = 0; place < note.length; place += 1) {
      const altered = note.map((byte, at) => (at === place ? byte ^ 1 : byte));
      expect(decodeVouched(key, altered).size).toBe(0);
      expect(decodeVouched(key, note.subarray(0, place)).size).toBe(0);
    }
  });

  test('stand for the signatures up to them, and for none after', () => {
    const run = written(4, [1, 3]);
    const link = run.links[1] ?? new Uint8Array(32);
    const judge = (entries: readonly Uint8Array[], height: number): number =>
      runThrough(verifyRunInSteps(feed, 0, firstTip, entries, { height, link })).count;
    expect(judge(run.entries.slice(0, 2), 2)).toBe(2);
    expect(judge(run.entries, 2)).toBe(3);
    expect(judge(run.entries.slice(0, 2), 1)).toBe(1);
  });

  test('stand for nothing where one byte before them is another', () => {
    const run = written(3, [2]);
    const vouched = { height: 3, link: run.links[2] ?? new Uint8Array(32) };
    const altered = run.entries.map((entry, at) =>
      at === 0 ? entry.map((byte, place) => (place === 100 ? byte ^ 1 : byte)) : entry,
    );
    const verified = runThrough(verifyRunInSteps(feed, 0, firstTip, altered, vouched));
    expect(verified.count).toBe(0);
  });
});
