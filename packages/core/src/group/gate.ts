/**
 * The gate: how a steward's device lets people in. It makes invites, listens for knocks on their
 * topics, shows the words, writes the admission and answers with a welcome, now and whenever the
 * same knock is heard again. Knows nothing of how notes travel.
 */
import { hexFromBytes, concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { knockBytesMax, openKnocksMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { knockWords } from '../identity/knock-words.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { mayDo, mayGrant } from '../roster/authority.ts';
import type { Invitation, RosterChange } from '../roster/changes.ts';
import type { Charter } from '../roster/charter.ts';
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
import { openKnock, sealWelcome, type Knock } from '../roster/knock.ts';
import { deviceIdOf, type Role } from '../roster/member.ts';
import { roleOfDevice, type InviteRecord, type RosterView } from '../roster/roster.ts';
import type { Doorbell } from './ports.ts';
import type { InviteView, KnockView, WriteRefusal } from './types.ts';

export interface GateOptions {
  readonly env: Env;
  readonly groupId: Uint8Array;
  readonly charter: Charter;
  readonly secret: Uint8Array;
  readonly device: DeviceKeys;
  readonly doorbell: Doorbell;
  readonly roster: () => RosterView;
  readonly write: (change: RosterChange) => Promise<Result<void, WriteRefusal>>;
  readonly changed: () => void;
}

/** What lies on a topic: a tag, then sealed bytes. */
export const noteTags = { knock: 1, welcome: 2 } as const;

interface HeardKnock {
  readonly knock: Knock;
  readonly invite: string;
  readonly arrivedAt: number;
  words: readonly string[] | undefined;
  state: KnockView['state'];
}

interface OpenInvite {
  readonly seeds: InviteSeeds;
  readonly stopListening: () => void;
}

export class Gate {
  readonly #options: GateOptions;
  readonly #invites = new Map<string, OpenInvite>();
  readonly #knocks = new Map<string, HeardKnock>();
  readonly #declined = new Set<string>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Opens the invites that were sealed to this device and listens on their topics. */
  follow(): void {
    const { roster, groupId, device, doorbell } = this.#options;
    if (!this.#may('admit')) return;
    for (const [id, invitation] of roster().inviteById) {
      if (this.#invites.has(id)) continue;
      const seeds = openInviteSeeds(invitation, groupId, device);
      if (!seeds) continue;
      const topic = knockTopic(seeds.topicSeed);
      this.#invites.set(id, {
        seeds,
        stopListening: doorbell.listen(topic, (note) => this.#hear(id, note)),
      });
    }
  }

  invites(): readonly InviteView[] {
    const { roster, env } = this.#options;
    return [...this.#invites].flatMap(([id, { seeds }]) => {
      const invitation = roster().inviteById.get(id);
      const usesLeft = invitation ? this.#usesLeft(invitation) : 0;
      if (!invitation || usesLeft === 0 || invitation.expiresAt < env.now()) return [];
      const { role, expiresAt } = invitation;
      return [{ id, role, expiresAt, usesLeft, fragment: this.#fragmentOf(invitation, seeds) }];
    });
  }

  knocks(): readonly KnockView[] {
    const { roster } = this.#options;
    const heard = [...this.#knocks];
    const handles = [...roster().memberById.values()].map((member) => member.handle);
    return heard
      .filter(([, { state }]) => state !== 'admitted')
      .map(([id, { knock, words, state, arrivedAt }]) => ({
        id,
        handle: knock.handle,
        ...(words ? { words } : {}),
        handleIsTaken:
          handles.includes(knock.handle) ||
          heard.some(([other, each]) => other !== id && each.knock.handle === knock.handle),
        arrivedAt,
        state,
      }));
  }

  async createInvite(options: {
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
    const view = this.invites().find(({ id }) => id === hexFromBytes(invitation.invite));
    return view ? accepted(view) : refused({ type: 'not-allowed' });
  }

  /** Writes the admission and answers. */
  async admit(id: string): Promise<Result<void, WriteRefusal>> {
    const heard = this.#knocks.get(id);
    const invitation = heard && this.#options.roster().inviteById.get(heard.invite);
    if (!heard || !invitation) return refused({ type: 'knock-unknown' });
    if (heard.state === 'admitting') return accepted(undefined);
    heard.state = 'admitting';
    this.#options.changed();
    const { knock } = heard;
    const written = await this.#options.write({
      type: 'admission',
      invite: invitation.invite,
      knock: knock.hash,
      handle: knock.handle,
      role: invitation.role,
      device: {
        signing: knock.signing,
        wrapping: knock.wrapping,
        salt: this.#options.env.random(16),
      },
    });
    heard.state = written.ok ? 'admitted' : 'open';
    if (written.ok) this.#welcome(heard);
    this.#options.changed();
    return written;
  }

  decline(id: string): void {
    this.#knocks.delete(id);
    this.#declined.add(id);
    this.#options.changed();
  }

  stop(): void {
    for (const invite of this.#invites.values()) invite.stopListening();
    this.#invites.clear();
    this.#knocks.clear();
  }

  #hear(invite: string, note: Uint8Array): void {
    const { env, groupId, roster } = this.#options;
    const open = this.#invites.get(invite);
    const invitation = roster().inviteById.get(invite);
    if (!open || !invitation || note[0] !== noteTags.knock || note.length > knockBytesMax + 1)
      return;
    const opened = openKnock(note.subarray(1), {
      groupId,
      invite: invitation.invite,
      inviteSeed: open.seeds.inviteSeed,
    });
    // Anybody who has the link can make noise on its topic: what is no knock is nothing to show.
    if (!opened.ok) return;
    const knock = copyOf(opened.value);
    const id = hexFromBytes(knock.hash);
    const isAdmitted = roster().deviceById.has(deviceIdOf(knock));
    const known = this.#knocks.get(id);
    if (isAdmitted) {
      this.#welcome(
        known ?? { knock, invite, arrivedAt: env.now(), words: undefined, state: 'admitted' },
      );
      return;
    }
    if (known || this.#declined.has(id)) return;
    if (invitation.expiresAt < env.now() || this.#usesLeft(invitation) === 0) return;
    if (this.#knocks.size >= openKnocksMax) return;
    const heard: HeardKnock = {
      knock,
      invite,
      arrivedAt: env.now(),
      words: undefined,
      state: 'open',
    };
    this.#knocks.set(id, heard);
    this.#options.changed();
    void this.#computeWords(heard, invitation);
  }

  async #computeWords(heard: HeardKnock, invitation: InviteRecord): Promise<void> {
    heard.words = await knockWords({
      knock: heard.knock.hash,
      invite: invitation.invite,
      inviterKey: inviterHash(invitation.inviter),
      groupId: this.#options.groupId,
    });
    this.#options.changed();
  }

  #welcome(heard: HeardKnock): void {
    const { charter, secret, device, env, doorbell } = this.#options;
    const seeds = this.#invites.get(heard.invite)?.seeds;
    if (!seeds) return;
    const welcome = sealWelcome({ charter, secret }, heard.knock, device, env);
    doorbell.post(
      knockTopic(seeds.topicSeed),
      concatBytes(Uint8Array.of(noteTags.welcome), welcome),
    );
  }

  #fragmentOf(invitation: InviteRecord, seeds: InviteSeeds): string {
    const { groupId, roster } = this.#options;
    return encodeInviteLink({
      groupId,
      topicSeed: seeds.topicSeed,
      invite: invitation.invite,
      inviter: inviterHash(invitation.inviter),
      expiresAt: invitation.expiresAt,
      relays: roster().relays,
    });
  }

  #usesLeft(invitation: InviteRecord): number {
    const admitted = this.#options.roster().admittedByInvite.get(hexFromBytes(invitation.invite));
    return Math.max(0, invitation.uses - (admitted?.size ?? 0));
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

/** Bytes of its own: the note that it came in may be large. */
const copyOf = (knock: Knock): Knock => ({
  ...knock,
  invite: knock.invite.slice(),
  groupId: knock.groupId.slice(),
  signing: knock.signing.slice(),
  wrapping: knock.wrapping.slice(),
});
