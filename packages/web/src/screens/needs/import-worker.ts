/**
 * Reads a file in a thread of its own, so that ten thousand rows do not stop the page. What it
 * found goes back in portions, since taking over one large answer would stop the page as well.
 */
import { readNeedsCsv } from '@samphire/core/kinds/needs/import';
import type { ImportLine, NeedsImport, NeedsView } from '@samphire/core/kinds/needs/types';

export interface ReadRequest {
  readonly input: Uint8Array | string;
  readonly existing: NeedsView;
}

export type ReadAnswer =
  | { readonly name: 'lines'; readonly lines: readonly ImportLine[] }
  | { readonly name: 'end'; readonly rest: Omit<NeedsImport, 'lines'> };

/** The page takes over this many in about a millisecond. */
const linesAPortion = 250;

const port = self as unknown as {
  onmessage: ((event: MessageEvent<ReadRequest>) => void) | null;
  postMessage(answer: ReadAnswer): void;
};

port.onmessage = ({ data }) => {
  const { lines, ...rest } = readNeedsCsv(data.input, data.existing);
  for (let place = 0; place < lines.length; place += linesAPortion)
    port.postMessage({ name: 'lines', lines: lines.slice(place, place + linesAPortion) });
  port.postMessage({ name: 'end', rest });
};
