/**
 * The group's fingerprint: a few words that two people read to each other. They are equal on devices
 * that are in the same epoch, know the same roster and hold the same entries, and on no others.
 * Knows no peers: what it says of them, people find out by comparing.
 */
import { hashBytes } from '../crypto/hash.ts';
import { wordsFromBytes } from '../identity/words.ts';
import { ByteWriter, compareBytes } from '../lib/bytes.ts';
import { writeMember } from '../roster/member.ts';
import { rosterMembers } from '../roster/roster.ts';
import type { Engine } from './engine.ts';

/** 66 bits: whoever would make two groups look alike has to try longer than a group lives. */
const fingerprintWords = 6;

export const fingerprintOf = (engine: Engine): readonly string[] => {
  const members = rosterMembers(engine.roster);
  const writer = new ByteWriter().fixed(32, engine.current.keys.epochId).uint(2, members.length);
  for (const member of members) writeMember(writer, member);
  const chainByName = new Map(engine.ledger.chains.map((chain) => [chain.feed.name, chain]));
  const heads = engine.ledger
    .heads()
    .map(({ feed, height, digest }) => ({
      name: chainByName.get(feed)?.feed.nameBytes ?? new Uint8Array(32),
      height,
      digest,
    }))
    .toSorted((left, right) => compareBytes(left.name, right.name));
  writer.uint(4, heads.length);
  for (const { name, height, digest } of heads) {
    writer.fixed(32, name).uint(4, height).fixed(32, digest);
  }
  return wordsFromBytes(hashBytes('fingerprint', writer.bytes()), fingerprintWords);
};
