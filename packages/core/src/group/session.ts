/**
 * One device's stay in a group: engine, writer, shelf and the replicas of its rooms, wired together.
 * It writes what is edited, takes in what arrives, moves on with the group to new keys, and knows
 * what of its own is safe. It knows no links and nobody's screen.
 */
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import { valueBytesMax } from '../ledger/content.ts';
import { encodeForkProof, type ForkProof } from '../ledger/fork.ts';
import type { AdmittedRun } from '../ledger/ledger.ts';
import type { FeedRun } from '../ledger/update.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Steps } from '../lib/steps.ts';
import { mayDo } from '../roster/authority.ts';
import { encodeRosterChange, type RosterChange } from '../roster/changes.ts';
import { deviceIdOf, memberIdFromDevice } from '../roster/member.ts';
import { roleOfDevice, type RosterView } from '../roster/roster.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import { Engine, type Arrival } from './engine.ts';
import type { EpochBook, EpochId, KnownEpoch } from './epoch-book.ts';
import { extentOf, type HeldBack } from './extents.ts';
import { heldBackIn } from './holding-back.ts';
import { Offers, type Offer } from './offers.ts';
import type { Store, StoreRefusal } from './ports.ts';
import type { Presence } from './presence.ts';
import { DroppedBranches } from './setting-aside/dropped-branches.ts';
import { Shelf } from './shelf.ts';
import { Standing } from './standing.ts';
import type { GroupStatus, WriteRefusal } from './types.ts';
import { obstacleOf } from './views.ts';
import { Writer } from './writer.ts';

export interface SessionOptions {
  readonly env: Env;
  readonly book: EpochBook;
  readonly device: DeviceKeys;
  readonly openStore: (name: string) => Store;
  /** Something that is shown may have changed. */
  readonly changed: () => void;
  readonly rosterChanged: () => void;
  /** This device is in another epoch now. */
  readonly moved: () => void;
}

export class Session {
  /** Hex of this device's signing key. */
  readonly device: string;
  readonly shelf: Shelf;
  readonly standing = new Standing();
  readonly engine: Engine;
  /** What was written on branches that do not stand. */
  readonly dropped = new DroppedBranches();
  readonly #options: SessionOptions;
  readonly #store: Store;
  readonly #writer: Writer;
  readonly #offers: Offers;
  /** Own entries that had been published when a dispute began: no more is, until it is settled. */
  #heldBack: HeldBack | undefined;
  /** Of this device, those that were written here: no other tab writes them. */
  readonly #instances = new Set<number>();
  #storeRefusal: StoreRefusal | undefined;
  #lastPeerAt: number | undefined;
  #restoring: Promise<void> | undefined;
  #isOpen = false;
  #stayIn: EpochId;

  constructor(options: SessionOptions) {
    const { env, book, device, changed } = options;
    this.#options = options;
    this.device = deviceIdOf({ signing: device.signing.publicKey });
    this.#stayIn = book.root.id;
    this.#store = options.openStore(book.root.keys.storeName);
    this.engine = new Engine({
      book,
      device,
      store: this.#store,
      env,
      events: {
        arriving: (runs) => {
          if (!this.#isTaken(runs)) this.shelf.flush();
        },
        arrived: (arrival) => this.#arrived(arrival),
        proven: (proof) => this.#writeForkProof(proof),
        dropped: (run, wasHeld) => this.#noteDropped(run, wasHeld),
        rebuilding: () => this.shelf.reset(),
        rebuilt: () => {
          this.#writer.retireIfStuck();
          this.shelf.announceReplaced();
          this.#restore();
        },
        storeRefused: (refusal) => this.#refuseStore(refusal),
        storeKept: () => this.#trustStore(),
      },
    });
    this.#offers = new Offers({
      env,
      device,
      engine: this.engine,
      extent: (chain, epoch) =>
        extentOf(chain, epoch, this.home.id, this.engine.history, this.#heldBack),
      peerHolds: (identity, stateVector) => {
        this.standing.learnVector(identity.device, stateVector);
        this.#lastPeerAt = env.now();
        changed();
      },
      changed,
    });
    this.#writer = new Writer({
      engine: this.engine,
      store: this.#store,
      env,
      device,
      changed: () => {
        const { feed } = this.#writer;
        if (feed) this.#instances.add(feed.instance);
        this.shelf.setWriter(this.#mayWrite() ? feed : undefined);
        this.#restore();
        if (feed && this.dropped.untried.length > 0) options.rosterChanged();
        changed();
      },
    });
    this.shelf = new Shelf({
      env,
      chainOf: (client) => {
        const feed = this.engine.register.byDocumentClient.get(client);
        return feed && this.engine.ledger.chainOf(feed.clientId);
      },
      write: (document, update) => this.#writeUpdate(document, update),
      changed,
    });
  }

  async start(): Promise<Result<void, StoreRefusal>> {
    this.#store.onLost((refusal) => this.#refuseStore(refusal));
    await this.#writer.prepare();
    const opened = await this.engine.open();
    if (!opened.ok) {
      this.#writer.stop();
      return opened;
    }
    // Own writes may be among what was damaged: never again in a feed that others may hold more of.
    if (this.#storeRefusal?.type === 'store-damaged') await this.#writer.retireUsed();
    this.#isOpen = true;
    await this.#writer.move();
    await this.#writer.prepare();
    this.#writer.retireIfStuck();
    void this.#writer.append({ type: 'arrival' });
    return accepted(undefined);
  }

  async flush(): Promise<Result<void, WriteRefusal>> {
    await this.#restoring;
    this.shelf.flush();
    const written = await this.#writer.settled();
    // Edits that no feed writes yet are not safe, whatever the disk says.
    const isKept = this.#writer.feed !== undefined || !this.shelf.isGathering;
    return !written.ok || isKept ? written : refused({ type: 'not-admitted-yet' });
  }

  async stop(): Promise<void> {
    this.engine.stop();
    this.#writer.stop();
    this.shelf.close();
    await this.#store.close();
  }

  /** Hex of the member whose device this is. */
  get member(): string {
    const { publicKey } = this.#options.device.signing;
    return (
      this.roster.deviceById.get(this.device)?.member ?? hexFromBytes(memberIdFromDevice(publicKey))
    );
  }

  get roster(): RosterView {
    return this.engine.roster;
  }

  /** The epoch whose room is this device's place: the one that it was told of, until it knows better. */
  get home(): KnownEpoch {
    const { book, current, history } = this.engine;
    return history.stateOf(book.hint.id) ? current : book.hint;
  }

  get presence(): Presence {
    return this.roomOf(this.home.id).presence;
  }

  /** Feeds of this device, whichever instance wrote them. */
  get ownFeeds(): readonly Chain[] {
    return this.engine.ledger.chains.filter((chain) => chain.feed.device === this.device);
  }

  /** What is offered to those who meet in the room of an epoch. */
  roomOf(epoch: EpochId): Offer {
    return this.#offers.at(epoch);
  }

  show(document: string | undefined): void {
    this.#offers.show(document, this.home.id);
  }

  /** Something that is shown has changed for whoever watches this session. */
  tellChanged(): void {
    this.#options.changed();
  }

  /** What of the group's status is known without links. */
  status(): Omit<GroupStatus, 'links' | 'reachedMembers' | 'otherMembers'> {
    const refusal = this.#writer.refusal ?? this.#storeRefusal;
    // What was damaged has been left out and replaced: what is held now is kept.
    const isRefused = refusal !== undefined && refusal.type !== 'store-damaged';
    const isSaving = this.#writer.waiting > 0 || this.shelf.isGathering;
    const obstacle = obstacleOf(this.engine, this.device);
    return {
      saved: isRefused ? 'not-saved' : isSaving ? 'saving' : 'saved',
      ...(refusal ? { storeRefusal: refusal } : {}),
      ...(obstacle ? { obstacle } : {}),
      waitingEntries: this.engine.waitingEntries,
      setAsideEntries: this.engine.setAside.length + this.shelf.setAside.length,
      ...(this.#lastPeerAt === undefined ? {} : { lastPeerAt: this.#lastPeerAt }),
    };
  }

  /** The member whose device writes in documents under this client id. */
  memberByClient(client: number): string | undefined {
    const feed = this.engine.register.byDocumentClient.get(client);
    return feed && this.engine.rosterOf(feed.epoch.id)?.deviceById.get(feed.device)?.member;
  }

  refusalOfWriting(): WriteRefusal | undefined {
    if (!this.#writer.feed) return { type: 'not-admitted-yet' };
    return this.#mayWrite() ? undefined : { type: 'not-allowed' };
  }

  async writeRosterChange(
    change: RosterChange,
    how: {
      /** An earlier epoch, for those who are still there. */
      readonly in?: KnownEpoch;
      /** Asked when its turn has come: what rests on the roster of a moment ago is not written. */
      readonly isFresh?: () => boolean;
    } = {},
  ): Promise<Result<'written' | 'stale', WriteRefusal>> {
    if (!this.#writer.feed) return refused({ type: 'not-admitted-yet' });
    if (this.engine.history.lineage.cutOff) return refused({ type: 'not-allowed' });
    const payload = encodeRosterChange(change);
    if (payload.length > valueBytesMax) return refused({ type: 'feed-full' });
    let outcome: 'written' | 'stale' = 'written';
    const isFresh = (): boolean => {
      outcome = (how.isFresh?.() ?? true) ? 'written' : 'stale';
      return outcome === 'written';
    };
    const { in: earlier } = how;
    const written = await this.#writer.append({
      type: 'roster',
      payload,
      isFresh,
      ...(earlier ? { in: earlier } : {}),
    });
    return written.ok ? accepted(outcome) : written;
  }

  /** Moves to one side of a dispute: from then on this device is there. */
  async arriveIn(epoch: KnownEpoch): Promise<Result<void, WriteRefusal>> {
    if (!this.#writer.feed) return refused({ type: 'not-admitted-yet' });
    return this.#writer.append({ type: 'arrival', in: epoch });
  }

  *#arrived(arrival: Arrival): Steps<void> {
    const before = this.#stayIn;
    yield* this.shelf.deliver(arrival.documents, arrival.from === 'own');
    const { ownFeeds } = this;
    for (const node of arrival.nodes) this.standing.learnNode(node, ownFeeds);
    if (this.#isTaken(arrival.runs) && arrival.from === 'received') this.#writer.retire();
    if (arrival.rosterChanged) this.#followRoster();
    // What was built anew is for the exchange of heads: most of it everybody has.
    if (arrival.from === 'own' || arrival.from === 'received') {
      if (!this.#heldBack || arrival.from !== 'own') this.#offers.announce(arrival, this.home.id);
      // Those who are still there learn at once that there are new keys.
      if (this.#stayIn !== before) this.#offers.tell(arrival, before);
    }
    this.#options.changed();
  }

  #followRoster(): void {
    const { history } = this.engine;
    this.#heldBack = heldBackIn(history, this.device, this.ownFeeds, this.#heldBack);
    const { current } = this.engine;
    if (current.id !== this.#stayIn) {
      this.#stayIn = current.id;
      this.shelf.flush();
      // Nothing is written before everything is read: what is lost would be written once more.
      if (this.#isOpen) void this.#writer.move();
      this.#offers.moveTo(this.home.id);
      this.#options.moved();
    }
    this.#options.rosterChanged();
    // A role may have changed without the feed.
    this.shelf.setWriter(this.#mayWrite() ? this.#writer.feed : undefined);
    this.#restore();
    void this.#writer.prepare();
    for (const { replica } of this.#offers.all) replica.announceRoster();
  }

  /** Documents with edits of a feed that is written no more are built anew, with those edits. */
  #restore(): void {
    if (!this.shelf.isStranded || this.#restoring) return;
    this.#restoring = this.engine.buildAnew().then(() => {
      this.#restoring = undefined;
      this.shelf.flush();
      this.#writer.settleRecalled();
      this.#restore();
    });
  }

  /** Others hold entries of the feed that only this session writes: this disk has lost them. */
  #isTaken(runs: readonly AdmittedRun[]): boolean {
    return runs.some((run) => run.feed.clientId === this.#writer.feed?.clientId);
  }

  /** It rests on what is opened now, and on nothing that may come before it is written. */
  #writeUpdate(document: string, update: Uint8Array): void {
    const { feed } = this.#writer;
    const parents = feed && this.engine.parentsFor(this.engine.ledger.chainFor(feed));
    void this.#writer.append({ type: 'document', document, update, ...(parents && { parents }) });
  }

  #writeForkProof(proof: ForkProof): void {
    const payload = encodeForkProof(proof);
    // Those who meet both branches find out by themselves.
    if (payload.length <= valueBytesMax) void this.#writer.append({ type: 'fork', payload });
  }

  /** Of a fork in the feed that is written here: somebody else writes it too. */
  #noteDropped(run: FeedRun, wasHeld: boolean): void {
    const feed = this.engine.ledger.chainOf(run.clientId)?.feed;
    const isOwn = feed?.device === this.device && this.#instances.has(feed.instance);
    this.dropped.note(this.engine, run, isOwn && wasHeld);
    if (run.clientId === this.#writer.feed?.clientId) this.#writer.retire();
    this.#options.rosterChanged();
  }

  /** Not into keys that the group has left behind without this device. */
  #mayWrite(): boolean {
    if (this.engine.history.lineage.cutOff) return false;
    const role = roleOfDevice(this.roster, this.device);
    return role !== undefined && mayDo(role, 'write-documents', this.roster.policy);
  }

  #refuseStore(refusal: StoreRefusal): void {
    this.#storeRefusal = refusal;
    this.#options.changed();
  }

  /** Closed or damaged stays so until the group is opened again. */
  #trustStore(): void {
    const type = this.#storeRefusal?.type;
    if (type === 'store-full' || type === 'store-unavailable') this.#storeRefusal = undefined;
    this.#options.changed();
  }
}
