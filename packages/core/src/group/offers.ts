/**
 * What this device offers in the room of each epoch that it goes to: a replica of the ledger, as much
 * of it as is shown there, and its presence. Made when somebody first asks. Knows no links.
 */
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import type { Env } from '../lib/env.ts';
import { encodeLedgerUpdate } from '../ledger/update.ts';
import type { Arrival, Engine } from './engine.ts';
import type { EpochId } from './epoch-book.ts';
import type { PeerIdentity } from './ports.ts';
import { Presence } from './presence.ts';
import { createReplica, type SignallingReplica } from './replica.ts';

export interface Offer {
  readonly replica: SignallingReplica;
  readonly presence: Presence;
}

export interface OffersOptions {
  readonly env: Env;
  readonly device: DeviceKeys;
  readonly engine: Engine;
  /** How much of a feed is shown in the room of an epoch. */
  readonly extent: (chain: Chain, epoch: EpochId) => number;
  readonly peerHolds: (identity: PeerIdentity, stateVector: Uint8Array) => void;
  /** Somebody's presence may have changed. */
  readonly changed: () => void;
}

export class Offers {
  readonly #options: OffersOptions;
  readonly #byEpoch = new Map<EpochId, Offer>();
  #showing: string | undefined;

  constructor(options: OffersOptions) {
    this.#options = options;
  }

  get all(): Iterable<Offer> {
    return this.#byEpoch.values();
  }

  at(epoch: EpochId): Offer {
    const known = this.#byEpoch.get(epoch);
    if (known) return known;
    const { env, device, engine, extent, peerHolds, changed } = this.#options;
    const { keys } = engine.book.get(epoch) ?? engine.book.root;
    const presence = new Presence(keys.epochId, device, env);
    const replica = createReplica({
      engine,
      keys,
      device,
      presence,
      extent: (chain) => extent(chain, epoch),
      peerHolds,
      presenceChanged: changed,
    });
    const offer = { replica, presence };
    this.#byEpoch.set(epoch, offer);
    return offer;
  }

  /** Whoever is still where this device was learns no more of what it shows. */
  moveTo(epoch: EpochId): void {
    for (const { presence } of this.all) presence.show(undefined);
    this.show(this.#showing, epoch);
  }

  /** To those in the room of the keys in use. */
  announce({ updates }: Arrival, epoch: EpochId): void {
    const { replica } = this.at(epoch);
    for (const update of updates) replica.announceUpdate(update);
  }

  /** To those in another room, as much of it as is shown there. */
  tell({ runs }: Arrival, epoch: EpochId): void {
    const { engine, extent } = this.#options;
    const shown = runs.flatMap(({ feed, start }) => {
      const chain = engine.ledger.chainOf(feed.clientId);
      const end = chain ? extent(chain, epoch) : 0;
      return chain && end > start ? [engine.ledger.branchFrom(chain, start, end)] : [];
    });
    if (shown.length > 0) this.at(epoch).replica.announceUpdate(encodeLedgerUpdate(shown));
  }

  /** Tells the others there which document is open here. */
  show(document: string | undefined, epoch: EpochId): void {
    this.#showing = document;
    const { presence, replica } = this.at(epoch);
    presence.show(document);
    replica.announcePresence();
  }
}
