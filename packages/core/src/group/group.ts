/**
 * One open group as the interface sees it: the session with this device's stay in the epoch, the
 * gate that lets people in, the library of documents, and the links. It knows no WebRTC and no
 * IndexedDB.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, type Result } from '../lib/result.ts';
import type { Policy } from '../roster/charter.ts';
import { EpochBook, type EpochOrigin } from './epoch-book.ts';
import { Gate } from './gate.ts';
import type {
  DisputeView,
  Exposure,
  GovernRefusal,
  KeysView,
  RosterEvent,
  SetAsideView,
  Target,
  WithheldView,
} from './governing.ts';
import { Governor } from './governor.ts';
import { Library } from './library.ts';
import type { Store, StoreRefusal } from './ports.ts';
import { Rooms, type Connection } from './rooms.ts';
import { Session } from './session.ts';
import type {
  DeviceId,
  DocumentId,
  DocumentSummary,
  GroupStatus,
  InviteView,
  KnockView,
  MemberId,
  MemberView,
  OpenDocument,
  OpenGroup,
  Role,
  WriteRefusal,
} from './types.ts';
import { disputeView, keysView, memberViews, peersOf } from './views.ts';

export interface GroupOptions {
  readonly env: Env;
  readonly origin: EpochOrigin;
  readonly device: DeviceKeys;
  readonly openStore: (name: string) => Store;
  /** Links and doorbell for the room of one epoch. */
  readonly connect: (addresses: readonly string[]) => Connection;
  /** The group has moved to new keys: they are to be kept. */
  readonly remember: (origin: EpochOrigin) => void;
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
  readonly #options: GroupOptions;
  readonly #book: EpochBook;
  readonly #session: Session;
  readonly #rooms: Rooms;
  readonly #gate: Gate;
  readonly #library: Library;
  readonly #governor: Governor;
  readonly #listeners = new Set<() => void>();
  #cancelChange: (() => void) | undefined;
  #isStarted = false;
  #isClosed = false;

  constructor(options: GroupOptions) {
    const { env, device, connect } = options;
    const changed = (): void => this.#changed();
    this.#options = options;
    this.#book = new EpochBook(options.origin);
    const session = new Session({
      env,
      device,
      openStore: options.openStore,
      book: this.#book,
      changed,
      rosterChanged: () => this.#follow(),
      moved: () => this.#moved(),
    });
    this.#session = session;
    this.id = hexFromBytes(this.#book.groupId);
    this.#rooms = new Rooms({ session, connect, changed: () => this.#follow() });
    this.#gate = new Gate({
      env,
      groupId: this.#book.groupId,
      charter: () => session.engine.current.charter,
      origin: () => this.#book.originAt(session.engine.current),
      member: () => session.member,
      device,
      doorbell: this.#rooms.doorbell,
      roster: () => session.roster,
      write: async (change) => {
        const written = await session.writeRosterChange(change);
        return written.ok ? accepted(undefined) : written;
      },
      changed,
    });
    this.#library = new Library({
      env,
      shelf: session.shelf,
      authors: session,
      member: () => session.member,
      refusalOfWriting: () => session.refusalOfWriting(),
    });
    this.#governor = new Governor({
      env,
      device,
      session,
      gate: this.#gate,
      library: this.#library,
      peers: () => peersOf(this.#rooms.statuses()),
    });
  }

  get me(): OpenGroup['me'] {
    return { member: this.#session.member, device: this.#session.device };
  }

  async start(): Promise<Result<void, StoreRefusal>> {
    const started = await this.#session.start();
    if (!started.ok) return started;
    this.#isStarted = true;
    this.#rooms.follow();
    this.#follow();
    return accepted(undefined);
  }

  name(): string {
    return this.#library.groupName();
  }

  documents(): readonly DocumentSummary[] {
    return this.#library.documents();
  }

  members(): readonly MemberView[] {
    return memberViews(this.#session, peersOf(this.#rooms.statuses()));
  }

  status(): GroupStatus {
    const others = this.members().filter((member) => !member.isMe);
    return {
      ...this.#session.status(),
      reachedMembers: others.filter((member) => member.hasEverything).length,
      otherMembers: others.length,
      links: this.#rooms.statuses(),
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

  showPresence(document: DocumentId | undefined): void {
    this.#session.show(document);
  }

  createInvite(
    options: Parameters<OpenGroup['createInvite']>[0],
  ): Promise<Result<InviteView, WriteRefusal>> {
    return this.#gate.createInvite(options);
  }

  admit(knock: string): Promise<Result<void, GovernRefusal>> {
    return this.#gate.admit(knock);
  }

  policy(): Policy {
    return this.#session.roster.policy;
  }

  keys(): KeysView {
    return keysView(this.#session.engine);
  }

  dispute(): DisputeView | undefined {
    return disputeView(this.#session.engine.history);
  }

  withheld(): readonly WithheldView[] {
    return this.#governor.withheld();
  }

  rosterHistory(): readonly RosterEvent[] {
    return this.#governor.rosterHistory();
  }

  fingerprint(): readonly string[] {
    return this.#governor.fingerprint();
  }

  setAside(): readonly SetAsideView[] {
    return this.#governor.setAside();
  }

  writeAgain(id: string): Promise<Result<void, GovernRefusal>> {
    return this.#governor.writeAgain(id);
  }

  createDeviceInvite(expiresAt: number): Promise<Result<InviteView, GovernRefusal>> {
    return this.#gate.createDeviceInvite(expiresAt);
  }

  withdrawInvite(id: string): Promise<Result<void, GovernRefusal>> {
    return this.#gate.withdraw(id);
  }

  declineKnock(knock: string, reason: string): Promise<Result<void, GovernRefusal>> {
    return this.#gate.declineKnock(knock, reason);
  }

  changeRole(member: MemberId, role: Role): Promise<Result<void, GovernRefusal>> {
    return this.#governor.changeRole(member, role);
  }

  remove(target: Target): Promise<Result<Exposure, GovernRefusal>> {
    return this.#governor.remove(target);
  }

  cutOff(member: MemberId): Promise<Result<Exposure, GovernRefusal>> {
    return this.#governor.cutOff(member);
  }

  exposureOf(target: Target): Exposure {
    return this.#governor.exposureOf(target);
  }

  leave(): Promise<Result<void, GovernRefusal>> {
    return this.#governor.leave();
  }

  dropDevice(device: DeviceId): Promise<Result<void, GovernRefusal>> {
    return this.#governor.dropDevice(device);
  }

  changePolicy(policy: Policy): Promise<Result<void, GovernRefusal>> {
    return this.#governor.succeed({ policy });
  }

  changeKeys(): Promise<Result<void, GovernRefusal>> {
    return this.#governor.succeed({});
  }

  follow(side: string): Promise<Result<void, GovernRefusal>> {
    return this.#governor.followSide(side);
  }

  flush(): Promise<Result<void, WriteRefusal>> {
    return this.#session.flush();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush();
    this.#isClosed = true;
    this.#cancelChange?.();
    this.#governor.stop();
    this.#gate.stop();
    await this.#rooms.stop();
    await this.#session.stop();
    this.#book.forget();
  }

  /** The roster, the history or who is present may have changed. */
  #follow(): void {
    if (this.#isClosed || !this.#isStarted) return;
    this.#gate.follow();
    this.#rooms.follow();
    this.#governor.follow();
    this.#changed();
  }

  #moved(): void {
    this.#options.remember(this.#book.originAt(this.#session.engine.current));
    this.#follow();
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#cancelChange ??= this.#options.env.after(changeMs, () => {
      this.#cancelChange = undefined;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
