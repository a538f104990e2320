/**
 * A device of the group that turns hostile: it proves itself and syncs like everybody else, until
 * it is told to send entries whose signatures are made up.
 */
import type { Replica } from '../group/ports.ts';
import { decodeLedgerUpdate, encodeLedgerUpdate } from '../ledger/update.ts';
import { decodeVector, encodeVector } from '../links/peers/vector.ts';

export interface Forger {
  /** To be given to a link in place of the real one. */
  readonly replica: Replica;
  /** Sends one forged entry to every peer. */
  forge(): void;
}

/** Where the signature stands in an entry. */
const signatureStart = 1;

export const createForger = (replica: Replica): Forger => {
  const listeners = new Set<(update: Uint8Array) => void>();
  let forged = 0;
  let forgedClient: number | undefined;

  /** What it says to hold: its forged entries too, or no peer would be sent them. */
  const stateVector = (): Uint8Array => {
    const vector = new Map(decodeVector(replica.stateVector()));
    if (forgedClient !== undefined) {
      vector.set(forgedClient, (vector.get(forgedClient) ?? 0) + forged);
    }
    return encodeVector(vector);
  };
  return {
    replica: {
      ...replica,
      stateVector,
      onUpdate: (listener) => {
        listeners.add(listener);
        const stop = replica.onUpdate(listener);
        return () => {
          listeners.delete(listener);
          stop();
        };
      },
    },
    forge: () => {
      const head = replica.heads()[0];
      if (head === undefined) throw new RangeError('forger: an empty ledger');
      const { feed, height } = head;
      const branch = replica.branchOf(feed, height - 1);
      const decoded = branch && decodeLedgerUpdate(branch);
      const run = decoded?.ok === true ? decoded.value[0] : undefined;
      const newest = run?.entries[0];
      if (run === undefined || newest === undefined) throw new RangeError('forger: an empty feed');
      const entry = newest.slice();
      forged += 1;
      forgedClient = run.clientId;
      entry[signatureStart + (forged % 64)] = (entry[signatureStart + (forged % 64)] ?? 0) ^ 1;
      // It is sent behind an entry that the others hold: so no fork can be an excuse.
      const update = encodeLedgerUpdate([{ ...run, entries: [newest, entry] }]);
      for (const listener of listeners) listener(update);
    },
  };
};
