/**
 * One device's stay in one epoch: engine, writer, shelf and replica, wired together. It writes what
 * is edited, takes in what arrives, and knows what of it is safe. It knows no links and nobody's
 * screen.
 */
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import { valueBytesMax } from '../ledger/content.ts';
import { epochFromSecret } from '../ledger/epoch.ts';
import { encodeForkProof, type ForkProof } from '../ledger/fork.ts';
import type { AdmittedRun } from '../ledger/ledger.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Steps } from '../lib/steps.ts';
import { mayDo } from '../roster/authority.ts';
import { encodeRosterChange, type RosterChange } from '../roster/changes.ts';
import { charterHash, groupIdOf, type Charter } from '../roster/charter.ts';
import { deviceIdOf, memberIdFromDevice } from '../roster/member.ts';
import { roleOfDevice, type RosterView } from '../roster/roster.ts';
import { Engine, type Arrival } from './engine.ts';
import type { Store, StoreRefusal } from './ports.ts';
import { Presence } from './presence.ts';
import { createReplica, type SignallingReplica } from './replica.ts';
import { Shelf } from './shelf.ts';
import { Standing } from './standing.ts';
import type { GroupStatus, WriteRefusal } from './types.ts';
import { Writer } from './writer.ts';

export interface SessionOptions {
  readonly env: Env;
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly device: DeviceKeys;
  readonly openStore: (name: string) => Store;
  /** Something that is shown may have changed. */
  readonly changed: () => void;
  readonly rosterChanged: () => void;
}

export class Session {
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  /** Hex of member and device. */
  readonly me: { readonly member: string; readonly device: string };
  readonly shelf: Shelf;
  readonly presence: Presence;
  readonly replica: SignallingReplica;
  readonly standing = new Standing();
  readonly #options: SessionOptions;
  readonly #store: Store;
  readonly #engine: Engine;
  readonly #writer: Writer;
  #storeRefusal: StoreRefusal | undefined;
  #lastPeerAt: number | undefined;
  #restoring: Promise<void> | undefined;

  constructor(options: SessionOptions) {
    const { env, charter, secret, device, changed } = options;
    this.#options = options;
    this.groupId = groupIdOf(charter);
    const epoch = epochFromSecret(this.groupId, charterHash(charter), secret);
    const signing = device.signing.publicKey;
    this.me = {
      device: deviceIdOf({ signing }),
      member: hexFromBytes(memberIdFromDevice(signing)),
    };
    this.#store = options.openStore(epoch.storeName);
    this.#engine = new Engine({
      epoch,
      charter,
      store: this.#store,
      env,
      seed: device.signing.seed,
      events: {
        arriving: (runs) => {
          if (!this.#isTaken(runs)) this.shelf.flush();
        },
        arrived: (arrival) => this.#arrived(arrival),
        proven: (proof) => this.#writeForkProof(proof),
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
    this.#writer = new Writer({
      engine: this.#engine,
      store: this.#store,
      env,
      device,
      changed: () => {
        this.shelf.setWriter(this.#mayWrite() ? this.#writer.feed : undefined);
        this.#restore();
        changed();
      },
    });
    this.shelf = new Shelf({
      env,
      chainOf: (client) => {
        const feed = this.#engine.register.byDocumentClient.get(client);
        return feed && this.#engine.ledger.chainOf(feed.clientId);
      },
      write: (document, update) => this.#writeUpdate(document, update),
      changed,
    });
    this.presence = new Presence(epoch.epochId, device, env);
    this.replica = createReplica({
      engine: this.#engine,
      device,
      presence: this.presence,
      peerHolds: (identity, stateVector) => {
        this.standing.learnVector(identity.device, stateVector);
        this.#lastPeerAt = env.now();
        changed();
      },
      presenceChanged: changed,
    });
  }

  async start(): Promise<Result<void, StoreRefusal>> {
    this.#store.onLost((refusal) => this.#refuseStore(refusal));
    await this.#writer.prepare();
    const opened = await this.#engine.open();
    if (!opened.ok) {
      this.#writer.stop();
      return opened;
    }
    // Own writes may be among what was damaged: never again in a feed that others may hold more of.
    if (this.#storeRefusal?.type === 'store-damaged') await this.#writer.retireUsed();
    await this.#writer.prepare();
    this.#writer.retireIfStuck();
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
    this.#engine.stop();
    this.#writer.stop();
    this.shelf.close();
    await this.#store.close();
  }

  get roster(): RosterView {
    return this.#engine.roster;
  }

  /** Feeds of this device, whichever instance wrote them. */
  get ownFeeds(): readonly Chain[] {
    return this.#engine.ledger.chains.filter((chain) => chain.feed.device === this.me.device);
  }

  /** What of the group's status is known without links. */
  status(): Omit<GroupStatus, 'links' | 'reachedMembers' | 'otherMembers'> {
    const refusal = this.#writer.refusal ?? this.#storeRefusal;
    // What was damaged has been left out and replaced: what is held now is kept.
    const isRefused = refusal !== undefined && refusal.type !== 'store-damaged';
    const isSaving = this.#writer.waiting > 0 || this.shelf.isGathering;
    return {
      saved: isRefused ? 'not-saved' : isSaving ? 'saving' : 'saved',
      ...(refusal ? { storeRefusal: refusal } : {}),
      canWrite: this.refusalOfWriting() === undefined,
      waitingEntries: this.#engine.graph.waitingEntries,
      setAsideEntries: this.#engine.setAsideEntries + this.shelf.setAside.length,
      ...(this.#lastPeerAt === undefined ? {} : { lastPeerAt: this.#lastPeerAt }),
    };
  }

  /** The member whose device writes in documents under this client id. */
  memberByClient(client: number): string | undefined {
    const device = this.#engine.register.byDocumentClient.get(client)?.device;
    return device && this.roster.deviceById.get(device)?.member;
  }

  refusalOfWriting(): WriteRefusal | undefined {
    if (!this.#writer.feed) return { type: 'not-admitted-yet' };
    return this.#mayWrite() ? undefined : { type: 'not-allowed' };
  }

  async writeRosterChange(change: RosterChange): Promise<Result<void, WriteRefusal>> {
    if (!this.#writer.feed) return refused({ type: 'not-admitted-yet' });
    return this.#writer.append({ type: 'roster', payload: encodeRosterChange(change) });
  }

  *#arrived(arrival: Arrival): Steps<void> {
    yield* this.shelf.deliver(arrival.documents, arrival.from === 'own');
    const { ownFeeds } = this;
    for (const node of arrival.nodes) this.standing.learnNode(node, ownFeeds);
    if (this.#isTaken(arrival.runs) && arrival.from === 'received') this.#writer.retire();
    if (arrival.rosterChanged) {
      this.#options.rosterChanged();
      void this.#writer.prepare();
      this.replica.announceRoster();
    }
    // What was built anew is for the exchange of heads: most of it everybody has.
    if (arrival.from === 'own' || arrival.from === 'received') {
      this.replica.announceUpdate(arrival.update);
    }
    this.#options.changed();
  }

  /** Documents with edits of a feed that is written no more are built anew, with those edits. */
  #restore(): void {
    if (!this.shelf.isStranded || this.#restoring) return;
    this.#restoring = this.#engine.buildAnew().then(() => {
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
    const { ledger, graph } = this.#engine;
    const parents = feed && graph.parentsFor(ledger.chainFor(feed));
    void this.#writer.append({ type: 'document', document, update, ...(parents && { parents }) });
  }

  #writeForkProof(proof: ForkProof): void {
    const payload = encodeForkProof(proof);
    // Those who meet both branches find out by themselves.
    if (payload.length <= valueBytesMax) void this.#writer.append({ type: 'fork', payload });
  }

  #mayWrite(): boolean {
    const role = roleOfDevice(this.roster, this.me.device);
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
