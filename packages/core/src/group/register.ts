/**
 * The register: which feed each Yjs client id belongs to, in the ledger and in documents. Derived
 * from the roster; it grows as devices are admitted.
 */
import type { Epoch } from '../ledger/epoch.ts';
import { feedsOf, type Feed } from '../ledger/feed.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { RosterView } from '../roster/roster.ts';

export class Register {
  readonly byClient = new Map<number, Feed>();
  readonly byDocumentClient = new Map<number, Feed>();
  /** Epoch, device and salt, of those that are in. */
  readonly #known = new Set<string>();

  /** Takes in every device of an epoch's roster that is new. True if there was one. */
  learn(epoch: Epoch, roster: RosterView): boolean {
    let learned = false;
    for (const device of roster.deviceById.values()) {
      for (const salt of device.salts) {
        const key = epoch.id + device.id + hexFromBytes(salt);
        if (this.#known.has(key)) continue;
        this.#known.add(key);
        learned = true;
        for (const feed of feedsOf(epoch, device, salt)) this.#add(feed);
      }
    }
    return learned;
  }

  /** Client ids are 53 bits: an admission whose ids meet another's is void (the first stays). */
  #add(feed: Feed): void {
    if (this.byClient.has(feed.clientId) || this.byDocumentClient.has(feed.documentClientId))
      return;
    this.byClient.set(feed.clientId, feed);
    this.byDocumentClient.set(feed.documentClientId, feed);
  }
}
