/**
 * An update of a document as an entry carries it: which document, which bytes. Whether it counts is
 * decided elsewhere.
 */
import type { Chain } from '../../ledger/chain.ts';
import { entryTypes } from '../../ledger/content.ts';
import type { EntryNode } from '../../ledger/graph.ts';
import { hexFromBytes } from '../../lib/bytes.ts';

export interface DocumentEntry {
  readonly node: EntryNode;
  /** Hex of 16 bytes. */
  readonly document: string;
  readonly update: Uint8Array;
}

const documentIdBytes = 16;

/**
 * Reads an entry, and notes which document its feed wrote to last: also where its author may not
 * write, since the next entry may name none.
 */
export const readDocumentEntry = (
  node: EntryNode,
  lastByChain: Map<Chain, string>,
): DocumentEntry | undefined => {
  const { content, chain } = node;
  if (content?.type === entryTypes.sameDocument) {
    const document = lastByChain.get(chain);
    return document === undefined ? undefined : { node, document, update: content.payload };
  }
  if (content?.type !== entryTypes.document || content.payload.length < documentIdBytes) {
    return undefined;
  }
  const document = hexFromBytes(content.payload.subarray(0, documentIdBytes));
  lastByChain.set(chain, document);
  return { node, document, update: content.payload.subarray(documentIdBytes) };
};
