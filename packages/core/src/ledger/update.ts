/**
 * The narrow part of Yjs's update format (version 1) that a ledger uses: runs of binary items, each
 * the successor of the one before it in the same root array, and an empty delete set. Decoded and
 * encoded by our own few lines, so that nothing else ever reaches Yjs; a property test shows that
 * what is written here is byte for byte what Yjs writes. Grammar: `docs/protocol.md`, Ledger update.
 */
import {
  ByteWriter,
  readStrictly,
  utf8FromText,
  type ByteReader,
  type MalformedRefusal,
} from '../lib/bytes.ts';
import { entryBytesMax, feedEntriesMax, updateBytesMax, updateFeedsMax } from '../lib/limits.ts';
import { refused, type Result } from '../lib/result.ts';

/** Adjacent entries of one feed, as an update carries them. */
export interface FeedRun {
  readonly clientId: number;
  /** Place of the first entry. */
  readonly start: number;
  /** The root array's name; carried only by a run that starts at 0. */
  readonly rootName: string | undefined;
  readonly entries: readonly Uint8Array[];
}

/** `ContentBinary`, without and with a left origin (Yjs, `Item.write`). */
const firstItem = 0x03;
const nextItem = 0x83;
const parentIsRootName = 1;
/** A feed's name is 43 characters; any other cannot be one of ours. */
const rootNameBytesMax = 43;

export const decodeLedgerUpdate = (
  update: Uint8Array,
): Result<readonly FeedRun[], MalformedRefusal> =>
  update.length > updateBytesMax
    ? refused({ type: 'malformed', what: 'ledger update' })
    : readStrictly('ledger update', update, (reader) => {
        const count = reader.varUint();
        reader.demand(count <= updateFeedsMax, 'number of feeds');
        let before = Number.POSITIVE_INFINITY;
        const runs = reader.list(count, () => {
          const run = readRun(reader);
          reader.demand(run.clientId < before, 'order of feeds');
          before = run.clientId;
          return run;
        });
        reader.demand(reader.varUint() === 0, 'a deletion');
        return runs;
      });

const readRun = (reader: ByteReader): FeedRun => {
  const length = reader.varUint();
  reader.demand(length >= 1 && length <= feedEntriesMax, 'number of entries');
  const clientId = reader.varUint();
  const start = reader.varUint();
  reader.demand(start + length <= feedEntriesMax, 'end of feed');
  let rootName: string | undefined;
  const entries: Uint8Array[] = [];
  for (let place = start; place < start + length; place += 1) {
    if (place === 0) {
      reader.demand(reader.uint(1) === firstItem, 'kind of item');
      reader.demand(reader.varUint() === parentIsRootName, 'parent');
      rootName = reader.varText(rootNameBytesMax);
    } else {
      reader.demand(reader.uint(1) === nextItem, 'kind of item');
      reader.demand(reader.varUint() === clientId && reader.varUint() === place - 1, 'origin');
    }
    entries.push(reader.varBytes(entryBytesMax));
  }
  return { clientId, start, rootName, entries };
};

/** Canonical: feeds in descending order of their ids, as Yjs writes them. */
export const encodeLedgerUpdate = (runs: readonly FeedRun[]): Uint8Array => {
  const writer = new ByteWriter().varUint(runs.length);
  for (const run of runs.toSorted((left, right) => right.clientId - left.clientId)) {
    writer.varUint(run.entries.length).varUint(run.clientId).varUint(run.start);
    run.entries.forEach((entry, index) => {
      const place = run.start + index;
      if (place === 0) {
        writer.uint(1, firstItem).varUint(parentIsRootName);
        writer.varBytes(utf8FromText(run.rootName ?? ''));
      } else {
        writer
          .uint(1, nextItem)
          .varUint(run.clientId)
          .varUint(place - 1);
      }
      writer.varBytes(entry);
    });
  }
  return writer.varUint(0).bytes();
};
