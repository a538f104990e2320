/**
 * One open group: puts the engine, the writer, the shelf of documents, the gate and the links
 * together and shows them as `OpenGroup`. It knows no WebRTC and no IndexedDB, and of the kinds only
 * the group's own directory.
 */
import type { DeviceKeys } from '../identity/device.ts';
import type { Chain } from '../ledger/chain.ts';
import { epochFromSecret } from '../ledger/epoch.ts';
import { valueBytesMax } from '../ledger/content.ts';
import { encodeForkProof } from '../ledger/fork.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Steps } from '../lib/steps.ts';
import { mayDo } from '../roster/authority.ts';
import { encodeRosterChange, type RosterChange } from '../roster/changes.ts';
import { charterHash, groupIdOf, type Charter } from '../roster/charter.ts';
import { deviceIdOf, memberIdFromDevice } from '../roster/member.ts';
import { roleOfDevice } from '../roster/roster.ts';
import { Engine, type Arrival } from './engine.ts';
import { Gate } from './gate.ts';
import type { Doorbell, Link, LinkStatus, Store, StoreRefusal } from './ports.ts';
import { Library } from './library.ts';
import { Presence } from './presence.ts';
import { createReplica, type SignallingReplica } from './replica.ts';
import { Shelf } from './shelf.ts';
import { Standing } from './standing.ts';
import type {
  DocumentId,
  DocumentSummary,
  GroupStatus,
  InviteView,
  KnockView,
  MemberView,
  OpenDocument,
  OpenGroup,
  WriteRefusal,
} from './types.ts';
import { memberViews, peersOf } from './views.ts';
import { Writer } from './writer.ts';

export interface GroupOptions {
  readonly env: Env;
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly device: DeviceKeys;
  readonly openStore: (name: string) => Store;
  readonly links: readonly Link[];
  readonly doorbell: Doorbell;
}

/** Listeners are told at most this often. */
const changeMs = 16;

export const openGroup = async (
  options: GroupOptions,
): Promise<Result<OpenGroup, StoreRefusal>> => {
  const group = new Group(options);
  const opened = await group.start();
  return opened.ok ? accepted(group) : opened;
};

class Group implements OpenGroup {
  readonly id: string;
  readonly me: OpenGroup['me'];
  readonly #options: GroupOptions;
  readonly #store: Store;
  readonly #engine: Engine;
  readonly #writer: Writer;
  readonly #shelf: Shelf;
  readonly #gate: Gate;
  readonly #presence: Presence;
  readonly #library: Library;
  readonly #standing = new Standing();
  readonly #replica: SignallingReplica;
  readonly #listeners = new Set<() => void>();
  #cancelChange: (() => void) | undefined;
  #storeRefusal: StoreRefusal | undefined;
  #lastPeerAt: number | undefined;
  #isClosed = false;

  constructor(options: GroupOptions) {
    const { env, charter, secret, device, doorbell } = options;
    const groupId = groupIdOf(charter);
    const epoch = epochFromSecret(groupId, charterHash(charter), secret);
    const changed = (): void => this.#changed();
    this.#options = options;
    this.id = hexFromBytes(groupId);
    this.#store = options.openStore(epoch.storeName);
    this.#engine = new Engine({
      epoch,
      charter,
      store: this.#store,
      env,
      events: {
        arrived: (arrival) => this.#arrived(arrival),
        proven: (proof) => {
          const payload = encodeForkProof(proof);
          // Those who meet both branches find out by themselves.
          if (payload.length > valueBytesMax) return;
          void this.#writer.append({ type: 'fork', payload });
        },
        rebuilding: () => this.#shelf.reset(),
        rebuilt: () => {
          this.#writer.retireIfStuck();
          this.#shelf.announceReplaced();
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
        this.#shelf.setWriter(this.#mayWrite() ? this.#writer.feed : undefined);
        changed();
      },
    });
    this.#shelf = new Shelf({
      env,
      chainOf: (client) => {
        const feed = this.#engine.register.byDocumentClient.get(client);
        return feed && this.#engine.ledger.chainOf(feed.clientId);
      },
      write: (document, update) => void this.#writer.append({ type: 'document', document, update }),
      changed,
    });
    this.#presence = new Presence(epoch.epochId, device, env);
    this.#gate = new Gate({
      env,
      groupId,
      charter,
      secret,
      device,
      doorbell,
      roster: () => this.#engine.roster,
      write: (change) => this.#writeRosterChange(change),
      changed,
    });
    this.#replica = createReplica({
      engine: this.#engine,
      device,
      presence: this.#presence,
      peerHolds: (identity, stateVector) => {
        this.#standing.learnVector(identity.device, stateVector);
        this.#lastPeerAt = env.now();
        changed();
      },
      presenceChanged: changed,
    });
    const deviceId = deviceIdOf({ signing: device.signing.publicKey });
    const member = hexFromBytes(memberIdFromDevice(device.signing.publicKey));
    this.me = { device: deviceId, member };
    this.#library = new Library({
      env,
      shelf: this.#shelf,
      authors: this,
      member,
      refusalOfWriting: () => this.#refusalOfWriting(),
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
    this.#gate.follow();
    for (const link of this.#options.links) {
      link.onStatus(() => this.#changed());
      link.start(this.#replica);
    }
    return accepted(undefined);
  }

  name(): string {
    return this.#library.groupName();
  }

  documents(): readonly DocumentSummary[] {
    return this.#library.documents();
  }

  members(): readonly MemberView[] {
    return memberViews({
      roster: this.#engine.roster,
      me: this.me.member,
      ownFeeds: this.#ownFeeds(),
      peers: peersOf(this.#linkStatuses()),
      presence: this.#presence,
      standing: this.#standing,
    });
  }

  status(): GroupStatus {
    const others = this.members().filter((member) => !member.isMe);
    const refusal = this.#writer.refusal ?? this.#storeRefusal;
    const isSaving = this.#writer.waiting > 0 || this.#shelf.isGathering;
    return {
      // What was damaged has been left out and replaced: what is held now is kept.
      saved:
        refusal && refusal.type !== 'store-damaged' ? 'not-saved' : isSaving ? 'saving' : 'saved',
      ...(refusal ? { storeRefusal: refusal } : {}),
      canWrite: this.#mayWrite() && this.#writer.feed !== undefined,
      reachedMembers: others.filter((member) => member.hasEverything).length,
      otherMembers: others.length,
      links: this.#linkStatuses(),
      waitingEntries: this.#engine.graph.waitingEntries,
      setAsideEntries: this.#engine.setAsideEntries + this.#shelf.setAside.length,
      ...(this.#lastPeerAt === undefined ? {} : { lastPeerAt: this.#lastPeerAt }),
    };
  }

  invites(): readonly InviteView[] {
    return this.#gate.invites();
  }

  knocks(): readonly KnockView[] {
    return this.#gate.knocks();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  rename(name: string): Result<void, WriteRefusal> {
    return this.#library.nameGroup(name);
  }

  createDocument(kind: string, title: string): Result<DocumentId, WriteRefusal> {
    return this.#library.create(kind, title);
  }

  renameDocument(id: DocumentId, title: string): Result<void, WriteRefusal> {
    return this.#library.rename(id, title);
  }

  archiveDocument(id: DocumentId, isArchived: boolean): Result<void, WriteRefusal> {
    return this.#library.archive(id, isArchived);
  }

  openDocument(id: DocumentId): Result<OpenDocument, WriteRefusal> {
    return this.#library.open(id);
  }

  /** The member whose device writes in documents under this client id. */
  memberByClient(client: number): string | undefined {
    const device = this.#engine.register.byDocumentClient.get(client)?.device;
    return device && this.#engine.roster.deviceById.get(device)?.member;
  }

  showPresence(document: DocumentId | undefined): void {
    this.#presence.show(document);
    this.#replica.announcePresence();
  }

  createInvite(
    options: Parameters<OpenGroup['createInvite']>[0],
  ): Promise<Result<InviteView, WriteRefusal>> {
    return this.#gate.createInvite(options);
  }

  admit(knock: string): Promise<Result<void, WriteRefusal>> {
    return this.#gate.admit(knock);
  }

  decline(knock: string): void {
    this.#gate.decline(knock);
  }

  async flush(): Promise<Result<void, WriteRefusal>> {
    this.#shelf.flush();
    return this.#writer.settled();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush();
    this.#isClosed = true;
    this.#cancelChange?.();
    this.#gate.stop();
    this.#options.doorbell.stop();
    await Promise.all(this.#options.links.map((link) => link.stop()));
    this.#writer.stop();
    this.#shelf.close();
    await this.#store.close();
  }

  *#arrived(arrival: Arrival): Steps<void> {
    yield* this.#shelf.deliver(arrival.documents, arrival.from === 'own');
    const ownFeeds = this.#ownFeeds();
    for (const node of arrival.nodes) this.#standing.learnNode(node, ownFeeds);
    const { feed } = this.#writer;
    const isTaken = arrival.runs.some((run) => run.feed.clientId === feed?.clientId);
    if (isTaken && arrival.from === 'received') this.#writer.retire();
    if (arrival.rosterChanged) {
      this.#gate.follow();
      void this.#writer.prepare();
      this.#replica.announceRoster();
    }
    if (arrival.from !== 'loaded') this.#replica.announceUpdate(arrival.update);
    this.#changed();
  }

  async #writeRosterChange(change: RosterChange): Promise<Result<void, WriteRefusal>> {
    if (!this.#writer.feed) return refused({ type: 'not-admitted-yet' });
    return this.#writer.append({ type: 'roster', payload: encodeRosterChange(change) });
  }

  #refusalOfWriting(): WriteRefusal | undefined {
    if (!this.#writer.feed) return { type: 'not-admitted-yet' };
    return this.#mayWrite() ? undefined : { type: 'not-allowed' };
  }

  #mayWrite(): boolean {
    const role = roleOfDevice(this.#engine.roster, this.me.device);
    return role !== undefined && mayDo(role, 'write-documents', this.#engine.roster.policy);
  }

  /** Feeds of this device, whichever instance wrote them. */
  #ownFeeds(): readonly Chain[] {
    return this.#engine.ledger.chains.filter((chain) => chain.feed.device === this.me.device);
  }

  #linkStatuses(): readonly LinkStatus[] {
    return this.#options.links.map((link) => link.status());
  }

  #refuseStore(refusal: StoreRefusal): void {
    this.#storeRefusal = refusal;
    this.#changed();
  }

  /** Closed or damaged stays so until the group is opened again. */
  #trustStore(): void {
    const type = this.#storeRefusal?.type;
    if (type === 'store-full' || type === 'store-unavailable') this.#storeRefusal = undefined;
    this.#changed();
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#cancelChange ??= this.#options.env.after(changeMs, () => {
      this.#cancelChange = undefined;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
