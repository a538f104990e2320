import { describe, expect, it } from 'vitest';
import { contentOf, createAuthor, testEpoch, write } from '../../test/author.ts';
import { verifyBytes } from '../crypto/sign.ts';
import { base64urlFromBytes } from '../lib/bytes.ts';
import { deviceInstancesMax, entryBytesMax } from '../lib/limits.ts';
import { encodeContent } from './content.ts';
import {
  entryPlaintextBytesMax,
  firstTip,
  isWellFormedEntry,
  linkOfEntry,
  openEntry,
  sealEntry,
  signatureOf,
} from './entry.ts';
import { epochFromSecret } from './epoch.ts';
import { feedOf, feedsOf } from './feed.ts';

const founder = createAuthor('founder');
const member = createAuthor('member');
const [first = new Uint8Array(), second = new Uint8Array()] = write(founder, [
  contentOf('one'),
  contentOf('two'),
]).entries;
const secret = new Uint8Array(32).fill(9);

describe('an entry', () => {
  it('opens at its own place, feed and epoch, and nowhere else', () => {
    const { groupId, epochId } = testEpoch;
    expect(openEntry(founder.feed, 0, first)).toEqual(encodeContent(contentOf('one')));
    expect(openEntry(founder.feed, 1, first)).toBeUndefined();
    expect(openEntry(member.feed, 0, first)).toBeUndefined();
    expect(openEntry(createAuthor('founder', 1).feed, 0, first)).toBeUndefined();
    const other = epochFromSecret(groupId, epochId, secret);
    expect(openEntry({ ...founder.feed, epoch: other }, 0, first)).toBeUndefined();
    for (const place of [65, 89, first.length - 1]) {
      const altered = first.map((byte, index) => (index === place ? byte ^ 1 : byte));
      expect(openEntry(founder.feed, 0, altered)).toBeUndefined();
    }
  });

  it('is signed over a link that vouches for all before it', () => {
    const link = linkOfEntry(founder.feed, 0, firstTip, first);
    expect(verifyBytes(founder.feed.signing, link, signatureOf(first))).toBe(true);
    const tip = { link, signature: signatureOf(first) };
    const next = linkOfEntry(founder.feed, 1, tip, second);
    expect(verifyBytes(founder.feed.signing, next, signatureOf(second))).toBe(true);
    const others = [
      linkOfEntry(founder.feed, 2, tip, second),
      linkOfEntry(founder.feed, 1, firstTip, second),
      linkOfEntry(founder.feed, 1, { ...tip, signature: signatureOf(second) }, second),
      linkOfEntry(createAuthor('founder', 1).feed, 1, tip, second),
      linkOfEntry({ ...founder.feed, epoch: { ...testEpoch, epochId: secret } }, 1, tip, second),
      linkOfEntry(founder.feed, 1, tip, first),
    ];
    expect(new Set([next, ...others].map(base64urlFromBytes)).size).toBe(7);
  });

  it('is well formed with a version, a size and something inside', () => {
    const sized = (length: number, version = 1): Uint8Array => {
      const bytes = new Uint8Array(length);
      bytes[0] = version;
      return bytes;
    };
    expect([first, sized(106), sized(entryBytesMax)].map(isWellFormedEntry)).toEqual([
      true,
      true,
      true,
    ]);
    const others = [sized(105), sized(0), sized(200, 2), sized(200, 0), sized(entryBytesMax + 1)];
    expect(others.map(isWellFormedEntry)).toEqual(others.map(() => false));
  });

  it('is never made larger than the largest', () => {
    const seal = (length: number): Uint8Array =>
      sealEntry(
        founder.feed,
        0,
        firstTip,
        new Uint8Array(length),
        new Uint8Array(24),
        founder.seed,
      );
    expect(seal(entryPlaintextBytesMax)).toHaveLength(entryBytesMax);
    expect(() => seal(entryPlaintextBytesMax + 1)).toThrow(RangeError);
  });
});

describe('the keys of an epoch', () => {
  it('differ from one another and between epochs', () => {
    const keysOf = (epochId: Uint8Array, of: Uint8Array): string[] => {
      const epoch = epochFromSecret(testEpoch.groupId, epochId, of);
      const { contentKey, feedNameKey, room, storeName } = epoch;
      return [
        base64urlFromBytes(contentKey),
        base64urlFromBytes(feedNameKey),
        room.name,
        room.password,
        storeName,
      ];
    };
    const all = [
      ...keysOf(testEpoch.epochId, secret),
      ...keysOf(testEpoch.groupId, secret),
      ...keysOf(testEpoch.epochId, new Uint8Array(32)),
    ];
    expect(new Set(all).size).toBe(15);
    expect(all.every((text) => text.length === 43)).toBe(true);
  });
});

describe('a feed', () => {
  it('has a name and ids of its own for each device, salt and instance', () => {
    const device = { id: founder.feed.device, signing: founder.feed.signing };
    const salts = [new Uint8Array(16), new Uint8Array(16).fill(1)];
    const feeds = [
      ...salts.flatMap((salt) => feedsOf(testEpoch, device, salt)),
      feedOf(
        testEpoch,
        { id: member.feed.device, signing: member.feed.signing },
        new Uint8Array(16),
        0,
      ),
    ];
    expect(feeds).toHaveLength(2 * deviceInstancesMax + 1);
    expect(new Set(feeds.map(({ name }) => name)).size).toBe(feeds.length);
    const ids = feeds.flatMap(({ clientId, documentClientId }) => [clientId, documentClientId]);
    expect(new Set(ids).size).toBe(2 * feeds.length);
    expect(ids.every(Number.isSafeInteger)).toBe(true);
    expect(feeds.every(({ name }) => name.length === 43)).toBe(true);
    expect(feeds.some(({ name }) => name.includes(founder.feed.device))).toBe(false);
  });
});
