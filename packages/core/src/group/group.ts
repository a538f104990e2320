/**
 * One open group as the interface sees it: the session with this device's stay in the epoch, the
 * gate that lets people in, the library of documents, and the links. It knows no WebRTC and no
 * IndexedDB.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, type Result } from '../lib/result.ts';
import type { Charter } from '../roster/charter.ts';
import { Gate } from './gate.ts';
import { Library } from './library.ts';
import type { Doorbell, Link, LinkStatus, Store, StoreRefusal } from './ports.ts';
import { Session } from './session.ts';
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
  readonly #session: Session;
  readonly #gate: Gate;
  readonly #library: Library;
  readonly #listeners = new Set<() => void>();
  #cancelChange: (() => void) | undefined;
  #isClosed = false;

  constructor(options: GroupOptions) {
    const { env, charter, secret, device, doorbell } = options;
    const changed = (): void => this.#changed();
    const session = new Session({ ...options, changed, rosterChanged: () => this.#gate.follow() });
    this.#options = options;
    this.#session = session;
    this.id = hexFromBytes(session.groupId);
    this.me = session.me;
    this.#gate = new Gate({
      env,
      groupId: session.groupId,
      charter,
      secret,
      device,
      doorbell,
      roster: () => session.roster,
      write: (change) => session.writeRosterChange(change),
      changed,
    });
    this.#library = new Library({
      env,
      shelf: session.shelf,
      authors: session,
      member: session.me.member,
      refusalOfWriting: () => session.refusalOfWriting(),
    });
  }

  async start(): Promise<Result<void, StoreRefusal>> {
    const started = await this.#session.start();
    if (!started.ok) return started;
    this.#gate.follow();
    for (const link of this.#options.links) {
      link.onStatus(() => this.#changed());
      link.start(this.#session.replica);
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
    const { roster, ownFeeds, presence, standing, me } = this.#session;
    const peers = peersOf(this.#linkStatuses());
    return memberViews({ roster, me: me.member, ownFeeds, peers, presence, standing });
  }

  status(): GroupStatus {
    const others = this.members().filter((member) => !member.isMe);
    return {
      ...this.#session.status(),
      reachedMembers: others.filter((member) => member.hasEverything).length,
      otherMembers: others.length,
      links: this.#linkStatuses(),
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
    this.#session.presence.show(document);
    this.#session.replica.announcePresence();
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

  flush(): Promise<Result<void, WriteRefusal>> {
    return this.#session.flush();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.flush();
    this.#isClosed = true;
    this.#cancelChange?.();
    this.#gate.stop();
    this.#options.doorbell.stop();
    await Promise.all(this.#options.links.map((link) => link.stop()));
    await this.#session.stop();
  }

  #linkStatuses(): readonly LinkStatus[] {
    return this.#options.links.map((link) => link.status());
  }

  #changed(): void {
    if (this.#isClosed) return;
    this.#cancelChange ??= this.#options.env.after(changeMs, () => {
      this.#cancelChange = undefined;
      for (const listener of [...this.#listeners]) listener();
    });
  }
}
