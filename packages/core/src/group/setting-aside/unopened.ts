/**
 * Reads updates of documents out of entries that the hash graph has not opened: of a branch that does
 * not stand, or of a feed that waits. Nothing of it counts; it is read to be shown, and to be written
 * again.
 */
import type { Chain } from '../../ledger/chain.ts';
import { decodeContent, decodePart, entryTypes, parentBytes } from '../../ledger/content.ts';
import { linkOfEntry, openEntry, signatureOf, firstTip, type Tip } from '../../ledger/entry.ts';
import { joinParts } from '../../ledger/graph.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { hexFromBytes } from '../../lib/bytes.ts';
import { readDocumentEntry } from '../counting/document-entry.ts';

/** Entries of one feed from a place on, whatever the ledger holds there. */
export interface UnopenedRun {
  readonly chain: Chain;
  readonly start: number;
  readonly entries: readonly Uint8Array[];
}

export interface UnopenedUpdate {
  /** Hex of the entry's link, as far as parents name it. */
  readonly id: string;
  readonly place: number;
  readonly claimedSeconds: number;
  /** Everything that it and the entries before it in the run rest on. */
  readonly parents: readonly Uint8Array[];
  readonly document: string;
  readonly update: Uint8Array;
}

const noHeights = new Uint32Array(0);

export const readUnopened = (ledger: Ledger, run: UnopenedRun): readonly UnopenedUpdate[] => {
  const { chain, start } = run;
  const documents = new Map<Chain, string>();
  const before = documentBefore(ledger, chain, start);
  if (before !== undefined) documents.set(chain, before);
  let tip = tipBefore(ledger, chain, start);
  const value: Parameters<typeof joinParts>[0] = { parts: undefined };
  const parents: Uint8Array[] = [];
  return run.entries.flatMap((entry, index) => {
    const place = start + index;
    const link = linkOfEntry(chain.feed, place, tip, entry);
    tip = { link, signature: signatureOf(entry) };
    const plaintext = openEntry(chain.feed, place, entry);
    const content = joinParts(value, plaintext && decodeContent(plaintext));
    parents.push(...(content?.parents ?? []));
    const node = { chain, place, lamport: 0, heights: noHeights, content };
    const read = readDocumentEntry(node, documents);
    if (!read || !content) return [];
    return [
      {
        id: hexFromBytes(link.subarray(0, parentBytes)),
        place,
        claimedSeconds: content.claimedSeconds,
        parents: [...parents],
        document: read.document,
        update: read.update.slice(),
      },
    ];
  });
};

/** Where a branch parts from what is held: entries before that are the same. */
export const partingOf = (ledger: Ledger, chain: Chain, run: Omit<UnopenedRun, 'chain'>): number =>
  run.entries.findIndex((entry, index) => {
    const place = run.start + index;
    if (place >= chain.height) return true;
    const held = ledger.entryAt(chain, place);
    return held.length !== entry.length || held.some((byte, each) => byte !== entry[each]);
  });

const tipBefore = (ledger: Ledger, chain: Chain, place: number): Tip =>
  place === 0
    ? firstTip
    : {
        link: chain.linkAt(place - 1).slice(),
        signature: signatureOf(ledger.entryAt(chain, place - 1)).slice(),
      };

/** The document that the feed had written to last before a place. */
const documentBefore = (ledger: Ledger, chain: Chain, place: number): string | undefined => {
  for (let each = place - 1; each >= 0; each -= 1) {
    const plaintext = openEntry(chain.feed, each, ledger.entryAt(chain, each));
    const content = plaintext && decodeContent(plaintext);
    const part = content?.type === entryTypes.part ? decodePart(content.payload) : undefined;
    const isBegun = part?.index === 0 && part.type === entryTypes.document;
    const named = isBegun ? part.chunk : content?.payload;
    if (named && (isBegun || content?.type === entryTypes.document)) {
      return hexFromBytes(named.subarray(0, documentIdBytes));
    }
  }
  return undefined;
};

const documentIdBytes = 16;
