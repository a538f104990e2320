/**
 * Who holds what: for the line that says "2 of 5 members have it". Learned from peers' state vectors,
 * and from the graph itself: whoever names an entry as parent has it. Only in memory.
 */
import { decodeHeights } from '../ledger/ledger.ts';
import { heightInPast, type EntryNode } from '../ledger/graph.ts';
import type { Chain } from '../ledger/chain.ts';

export class Standing {
  /** Device → ledger client id → height. */
  readonly #heightsByDevice = new Map<string, Map<number, number>>();
  /** What each device said last that it holds: it may be less than before, after a fork. */
  readonly #claimsByDevice = new Map<string, ReadonlyMap<number, number>>();
  readonly #listeners = new Set<() => void>();
  /** Seconds since the Unix epoch, by the device's own clock. */
  readonly #lastDeedByDevice = new Map<string, number>();

  /** A proven peer said what it holds. */
  learnVector(device: string, stateVector: Uint8Array): void {
    const claims = decodeHeights(stateVector);
    if (!claims) return;
    for (const [client, height] of claims) this.#raise(device, client, height);
    this.#claimsByDevice.set(device, claims);
    for (const listener of [...this.#listeners]) listener();
  }

  /** What a device said last that it holds: heights by ledger client id. */
  claimsOf(device: string): ReadonlyMap<number, number> {
    return this.#claimsByDevice.get(device) ?? new Map();
  }

  /** Told when a peer said what it holds. */
  onVector(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An opened entry shows what its author held, of the feeds given. */
  learnNode(node: EntryNode, feeds: readonly Chain[]): void {
    const { device, clientId } = node.chain.feed;
    this.#raise(device, clientId, node.place + 1);
    for (const chain of feeds) {
      this.#raise(device, chain.feed.clientId, heightInPast(node, chain));
    }
    const claimed = node.content?.claimedSeconds;
    if (claimed !== undefined) this.#lastDeedByDevice.set(device, claimed);
  }

  /** By its own clock, in seconds since the Unix epoch. */
  lastDeedOf(device: string): number | undefined {
    return this.#lastDeedByDevice.get(device);
  }

  /** How much of a feed a device is known to hold. */
  heightOf(device: string, chain: Chain): number {
    return this.#heightsByDevice.get(device)?.get(chain.feed.clientId) ?? 0;
  }

  /** Whether a device is known to hold all of these feeds. */
  holds(device: string, feeds: readonly Chain[]): boolean {
    const heights = this.#heightsByDevice.get(device);
    return feeds.every((chain) => (heights?.get(chain.feed.clientId) ?? 0) >= chain.height);
  }

  #raise(device: string, client: number, height: number): void {
    let heights = this.#heightsByDevice.get(device);
    if (!heights) this.#heightsByDevice.set(device, (heights = new Map()));
    if (height > (heights.get(client) ?? 0)) heights.set(client, height);
  }
}
