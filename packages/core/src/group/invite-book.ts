/**
 * The invite book: the invites whose private half this device holds, and what may still be done with
 * them. It makes new ones, and listens on the topics of those that are open.
 */
import { equalBytes } from '../crypto/equal.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { mayDo, mayGrant } from '../roster/authority.ts';
import type { Invitation, RosterChange } from '../roster/changes.ts';
import {
  createInviteSeeds,
  encodeInviteLink,
  inviteKeyOf,
  inviterHash,
  knockTopic,
  openInviteSeeds,
  sealInviteSeeds,
  type InviteSeeds,
} from '../roster/invite.ts';
import { deviceIdOf, type Role } from '../roster/member.ts';
import { roleOfDevice, type InviteRecord, type RosterView } from '../roster/roster.ts';
import type { TurnedAwayFor } from '../roster/turning-away.ts';
import type { Doorbell } from './ports.ts';
import type { InviteView, WriteRefusal } from './types.ts';

export interface InviteBookOptions {
  readonly env: Env;
  /** 32 bytes. */
  readonly groupId: Uint8Array;
  readonly device: DeviceKeys;
  readonly doorbell: Doorbell;
  readonly roster: () => RosterView;
  readonly write: (change: RosterChange) => Promise<Result<void, WriteRefusal>>;
  /** A note was left on the topic of an invite. */
  readonly heard: (invite: HeldInvite, note: Uint8Array) => void;
}

/** An invite that this device can answer for. */
export interface HeldInvite {
  readonly record: InviteRecord;
  readonly seeds: InviteSeeds;
  readonly topic: string;
}

export class InviteBook {
  readonly #options: InviteBookOptions;
  readonly #held = new Map<string, { readonly invite: HeldInvite; readonly stop: () => void }>();

  constructor(options: InviteBookOptions) {
    this.#options = options;
  }

  /** Opens the invites that were sealed to this device and listens on their topics. */
  follow(): void {
    const { roster, groupId, device, doorbell, heard } = this.#options;
    if (!this.#may('admit')) return;
    for (const [id, record] of roster().inviteById) {
      if (this.#held.has(id)) continue;
      const seeds = openInviteSeeds(record, groupId, device);
      if (!seeds) continue;
      const invite = { record, seeds, topic: knockTopic(seeds.topicSeed) };
      const stop = doorbell.listen(invite.topic, (note) => heard(invite, note));
      this.#held.set(id, { invite, stop });
    }
  }

  /** Those that may still be used. */
  views(): readonly InviteView[] {
    return [...this.#held].flatMap(([id, { invite }]) => {
      const { record, seeds } = invite;
      if (this.reasonToTurnAway(record)) return [];
      const { role, expiresAt } = record;
      const usesLeft = this.#usesLeft(record);
      return [{ id, role, expiresAt, usesLeft, fragment: this.#fragmentOf(record, seeds) }];
    });
  }

  async create(options: {
    readonly role: Role;
    readonly uses: number;
    readonly expiresAt: number;
  }): Promise<Result<InviteView, WriteRefusal>> {
    const { env, groupId, roster, write } = this.#options;
    const own = this.#ownRole();
    if (!this.#may('invite') || !own || !mayGrant(own, options.role)) {
      return refused({ type: 'not-allowed' });
    }
    const seeds = createInviteSeeds(env);
    const admitters = [...roster().deviceById.values()].filter(({ id }) => {
      const role = roleOfDevice(roster(), id);
      return role !== undefined && mayDo(role, 'admit', roster().policy);
    });
    const invitation: Invitation = {
      type: 'invitation',
      invite: inviteKeyOf(seeds),
      ...options,
      envelopes: admitters.map((device) => sealInviteSeeds(seeds, groupId, device, env)),
    };
    const written = await write(invitation);
    if (!written.ok) return written;
    this.follow();
    const view = this.views().find(({ id }) => id === hexFromBytes(invitation.invite));
    return view ? accepted(view) : refused({ type: 'not-allowed' });
  }

  /** Advice to the newcomer: clock and count bind only the steward's own app. */
  reasonToTurnAway(record: InviteRecord): TurnedAwayFor | undefined {
    if (this.#usesLeft(record) === 0) return 'invite-used-up';
    return record.expiresAt < this.#options.env.now() ? 'invite-expired' : undefined;
  }

  /** Whether this very device made it: the only one that a newcomer knows. */
  isOwn(record: InviteRecord): boolean {
    return equalBytes(record.inviter, this.#options.device.signing.publicKey);
  }

  stop(): void {
    for (const { stop } of this.#held.values()) stop();
    this.#held.clear();
  }

  #fragmentOf(record: InviteRecord, seeds: InviteSeeds): string {
    const { groupId, roster } = this.#options;
    return encodeInviteLink({
      groupId,
      topicSeed: seeds.topicSeed,
      invite: record.invite,
      inviter: inviterHash(record.inviter),
      expiresAt: record.expiresAt,
      relays: roster().relays,
    });
  }

  #usesLeft(record: InviteRecord): number {
    const admitted = this.#options.roster().admittedByInvite.get(hexFromBytes(record.invite));
    return Math.max(0, record.uses - (admitted?.size ?? 0));
  }

  #ownRole(): Role | undefined {
    const { roster, device } = this.#options;
    return roleOfDevice(roster(), deviceIdOf({ signing: device.signing.publicKey }));
  }

  #may(deed: 'invite' | 'admit'): boolean {
    const role = this.#ownRole();
    return role !== undefined && mayDo(role, deed, this.#options.roster().policy);
  }
}
