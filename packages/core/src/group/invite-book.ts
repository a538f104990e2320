/**
 * The invite book: the invites whose private half this device holds, and what may still be done with
 * them. It makes new ones, takes them back, listens on the topics of those that are open, and carries
 * its own over to new keys. Knows nothing of knocks.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { bytesFromHex, hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { memberDevicesMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { mayGrant } from '../roster/authority.ts';
import type { Invitation, RosterChange } from '../roster/changes.ts';
import {
  createInviteSeeds,
  encodeInviteLink,
  inviterHash,
  knockTopic,
  openInviteSeeds,
  type InviteSeeds,
} from '../roster/invite.ts';
import type { InviteRecord, RosterView } from '../roster/roster.ts';
import type { TurnedAwayFor } from '../roster/turning-away.ts';
import type { GovernRefusal } from './governing.ts';
import {
  carriedOver,
  invitationOf,
  inviterOf,
  mayAnswerFor,
  mayAs,
  ownRoleOf,
  usesLeftOf,
  type Inviter,
  type InviteTerms,
} from './inviting.ts';
import type { Doorbell } from './ports.ts';
import type { InviteView, WriteRefusal } from './types.ts';

export interface InviteBookOptions {
  readonly env: Env;
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly device: DeviceKeys;
  readonly doorbell: Doorbell;
  /** Of the epoch that this device is in: another one after the keys changed. */
  readonly roster: () => RosterView;
  /** Own member id, hex. */
  readonly member: () => string;
  readonly write: (change: RosterChange) => Promise<Result<void, WriteRefusal>>;
  /** A note was left on the topic of an invite. */
  readonly heard: (invite: HeldInvite, note: Uint8Array) => void;
}

/** An invite that this device can answer for. */
export interface HeldInvite {
  /** Hex of its public key. */
  readonly id: string;
  readonly record: InviteRecord;
  readonly seeds: InviteSeeds;
  readonly topic: string;
}

export class InviteBook {
  readonly #options: InviteBookOptions;
  readonly #held = new Map<string, { invite: HeldInvite; readonly stop: () => void }>();
  /** Of the epoch before, on their way into this one. */
  #carried: ReadonlyMap<string, InviteRecord> = new Map();
  #carriedFor: readonly RosterView[] = [];
  #again: readonly Invitation[] = [];
  /** Sealed to this device, but not what they say: each is looked at once. */
  readonly #unreadable = new WeakSet<InviteRecord>();

  constructor(options: InviteBookOptions) {
    this.#options = options;
  }

  /** Listens on the topics of the invites that this device can answer now, and of no others. */
  follow(): void {
    const { roster } = this.#inviter;
    const records = new Map([...this.#carried, ...roster.inviteById]);
    for (const [id, { stop }] of this.#held) {
      const record = records.get(id);
      if (record && mayAnswerFor(this.#inviter, record)) continue;
      stop();
      this.#held.delete(id);
    }
    for (const [id, record] of records) {
      if (mayAnswerFor(this.#inviter, record)) this.#hold(id, record);
    }
  }

  /** As the roster has it now, if this device can answer for it. */
  held(id: string): HeldInvite | undefined {
    return this.#held.get(id)?.invite;
  }

  /** Those that may still be used. */
  views(): readonly InviteView[] {
    const { roster } = this.#inviter;
    return [...this.#held.values()].flatMap(({ invite: { id, record, seeds } }) => {
      if (this.reasonToTurnAway(record)) return [];
      const { role, expiresAt, purpose } = record;
      const usesLeft = usesLeftOf(record, roster);
      return [
        { id, role, expiresAt, usesLeft, purpose, fragment: this.#fragmentOf(record, seeds) },
      ];
    });
  }

  /** For newcomers. */
  async create(terms: Omit<InviteTerms, 'purpose'>): Promise<Result<InviteView, WriteRefusal>> {
    const own = ownRoleOf(this.#inviter);
    if (!mayAs(this.#inviter, 'invite') || !own || !mayGrant(own, terms.role)) {
      return refused({ type: 'not-allowed' });
    }
    return this.#write({ ...terms, purpose: 'newcomer' });
  }

  /** For another device of one's own, and for one use. */
  async createDevice(expiresAt: number): Promise<Result<InviteView, GovernRefusal>> {
    const role = ownRoleOf(this.#inviter);
    if (!role) return refused({ type: 'not-allowed' });
    if (this.hasDevicesMax) return refused({ type: 'too-many-devices' });
    return this.#write({ purpose: 'own-device', role, uses: 1, expiresAt });
  }

  /** Whether the own member has as many devices as a member may. */
  get hasDevicesMax(): boolean {
    const { roster, member } = this.#inviter;
    return (roster.memberById.get(member)?.devices.length ?? 0) >= memberDevicesMax;
  }

  /** From then on no device answers knocks on it; whoever it let in stays in. */
  async withdraw(id: string): Promise<Result<void, GovernRefusal>> {
    const { roster, member } = this.#inviter;
    const invite = bytesFromHex(id);
    const record = roster.inviteById.get(id);
    if (!invite || !record) return refused({ type: 'invite-unknown' });
    const isOwnMembers = record.purpose === 'own-device' && record.inviterMember === member;
    if (!mayAs(this.#inviter, 'withdraw') && !isOwnMembers) {
      return refused({ type: 'not-allowed' });
    }
    if (roster.withdrawnInvites.has(id)) return accepted(undefined);
    return this.#options.write({ type: 'withdrawal', invite });
  }

  /** Advice to the newcomer: clock and count bind only the steward's own app. */
  reasonToTurnAway(record: InviteRecord): TurnedAwayFor | undefined {
    const { roster, env } = this.#inviter;
    if (roster.withdrawnInvites.has(hexFromBytes(record.invite))) return 'invite-withdrawn';
    if (usesLeftOf(record, roster) === 0) return 'invite-used-up';
    return record.expiresAt < env.now() ? 'invite-expired' : undefined;
  }

  /**
   * What to write again after the keys changed: the open invites that this very device made, sealed
   * to those who may answer now, for the uses that were left. An invite that a device which is gone
   * could read is dropped. `before`: rosters of the epochs before this one, the newest first.
   *
   * Asked again, it gives the same but for what has been written meanwhile; until it is written,
   * knocks on it go on being heard.
   */
  carryOver(...before: readonly RosterView[]): readonly Invitation[] {
    const inviter = this.#inviter;
    const asked = [inviter.roster, ...before];
    // Sealing takes a while, and this is asked at every change of the roster.
    const isSame = this.#carriedFor.every((roster, place) => roster === asked[place]);
    if (!isSame || this.#carriedFor.length !== asked.length) {
      const author = { inviter: inviter.device.signing.publicKey, inviterMember: inviter.member };
      this.#again = carriedOver(inviter, before);
      this.#carriedFor = asked;
      this.#carried = new Map(
        this.#again.map((each) => [hexFromBytes(each.invite), { ...each, ...author }]),
      );
      this.follow();
    }
    return this.#again;
  }

  stop(): void {
    for (const { stop } of this.#held.values()) stop();
    this.#held.clear();
  }

  get #inviter(): Inviter {
    return inviterOf(this.#options);
  }

  #hold(id: string, record: InviteRecord): void {
    const { groupId, device, doorbell, heard } = this.#options;
    const known = this.#held.get(id);
    if (known) {
      // Written again under other keys, or named anew by somebody: the same private half.
      known.invite = { ...known.invite, record };
      return;
    }
    if (this.#unreadable.has(record)) return;
    const seeds = openInviteSeeds(record, groupId, device);
    if (!seeds) {
      this.#unreadable.add(record);
      return;
    }
    const invite = { id, record, seeds, topic: knockTopic(seeds.topicSeed) };
    const stop = doorbell.listen(invite.topic, (note) => {
      const now = this.held(id);
      if (now) heard(now, note);
    });
    this.#held.set(id, { invite, stop });
  }

  async #write(terms: InviteTerms): Promise<Result<InviteView, WriteRefusal>> {
    const seeds = createInviteSeeds(this.#options.env);
    const invitation = invitationOf(this.#inviter, seeds, terms);
    const written = await this.#options.write(invitation);
    if (!written.ok) return written;
    this.follow();
    const view = this.views().find(({ id }) => id === hexFromBytes(invitation.invite));
    return view ? accepted(view) : refused({ type: 'not-allowed' });
  }

  #fragmentOf(record: InviteRecord, seeds: InviteSeeds): string {
    const { groupId, roster } = this.#inviter;
    return encodeInviteLink({
      groupId,
      topicSeed: seeds.topicSeed,
      invite: record.invite,
      inviter: inviterHash(record.inviter),
      expiresAt: record.expiresAt,
      relays: roster.relays,
    });
  }
}
