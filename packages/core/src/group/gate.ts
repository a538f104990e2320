/**
 * The gate: how a device lets newcomers in, and other devices of its own member. It hears knocks,
 * shows the words, writes the admission and answers with a welcome, now and whenever the same knock
 * is heard again. The group's keys may change under it: the knocks stay. Knows nothing of how notes
 * travel.
 */
import { concatBytes, hexFromBytes, utf8FromText } from '../lib/bytes.ts';
import {
  answerPauseMs,
  knockBytesMax,
  openKnocksMax,
  reasonBytesMax,
  welcomeSecretsMax,
} from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Invitation } from '../roster/changes.ts';
import type { Charter } from '../roster/charter.ts';
import { openKnock, type Knock } from '../roster/knock.ts';
import { deviceIdOf } from '../roster/member.ts';
import type { RosterView } from '../roster/roster.ts';
import { sealTurningAway, type TurningAway } from '../roster/turning-away.ts';
import { sealWelcome } from '../roster/welcome.ts';
import { admissionOf, mayDecline, mayWelcome } from './admitting.ts';
import type { EpochOrigin } from './epoch-book.ts';
import type { GovernRefusal } from './governing.ts';
import { InviteBook, type HeldInvite, type InviteBookOptions } from './invite-book.ts';
import { inviterOf, isMadeBy } from './inviting.ts';
import { KnockBook } from './knock-book.ts';
import { boundedSecrets } from './origins.ts';
import type { InviteView, KnockView } from './types.ts';

export interface GateOptions extends Omit<InviteBookOptions, 'heard'> {
  /** Of the epoch that this device is in. */
  readonly charter: () => Charter;
  /** What a newcomer is given: the first charter, and all secrets, that of `charter` among them. */
  readonly origin: () => EpochOrigin;
  readonly changed: () => void;
}

/** What lies on a topic: a tag, then sealed bytes. */
export const noteTags = { knock: 1, welcome: 2, turnedAway: 3 } as const;

export class Gate {
  readonly #options: GateOptions;
  readonly #invites: InviteBook;
  readonly #knocks: KnockBook;
  /** Reasons by the knock's hash, where this device's word is not written for the others. */
  readonly #declined = new Map<string, string>();
  /** Knocks that were answered a moment ago: whoever repeats them makes no more work. */
  readonly #answered = new Set<string>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#knocks = new KnockBook(options);
    this.#invites = new InviteBook({
      ...options,
      heard: (invite, note) => this.#hear(invite, note),
    });
  }

  /** The roster may hold new invites for this device, and answers to knocks; it may be another. */
  follow(): void {
    this.#invites.follow();
    const { deviceById, withdrawnInvites } = this.#options.roster();
    this.#knocks.seeInvites((invite) => this.#invites.held(invite) !== undefined);
    this.#knocks.dropWhere(
      (id, { knock, invite }) =>
        deviceById.has(deviceIdOf(knock)) ||
        withdrawnInvites.has(invite) ||
        this.#reasonDeclined(id) !== undefined,
    );
  }

  /** See `InviteBook.carryOver`: at each change of keys, and after opening. The caller writes it. */
  carryOver(...before: readonly RosterView[]): readonly Invitation[] {
    const again = this.#invites.carryOver(...before);
    this.follow();
    return again;
  }

  invites(): readonly InviteView[] {
    return this.#invites.views();
  }

  createInvite(...[terms]: Parameters<InviteBook['create']>): ReturnType<InviteBook['create']> {
    return this.#invites.create(terms);
  }

  createDeviceInvite(expiresAt: number): Promise<Result<InviteView, GovernRefusal>> {
    return this.#invites.createDevice(expiresAt);
  }

  async withdraw(id: string): Promise<Result<void, GovernRefusal>> {
    const withdrawn = await this.#invites.withdraw(id);
    if (withdrawn.ok) this.follow();
    return withdrawn;
  }

  knocks(): readonly KnockView[] {
    return this.#knocks.views(
      this.#options.roster(),
      (invite) => this.#invites.held(invite)?.record.purpose,
    );
  }

  /** Writes the admission and answers. */
  async admit(id: string): Promise<Result<void, GovernRefusal>> {
    const heard = this.#knocks.get(id);
    const invite = heard && this.#invites.held(heard.invite);
    if (!heard || !invite) return refused({ type: 'knock-unknown' });
    if (heard.state !== 'open') return accepted(undefined);
    const inviter = inviterOf(this.#options);
    if (invite.record.purpose === 'own-device' && this.#invites.hasDevicesMax) {
      return refused({ type: 'too-many-devices' });
    }
    const admission = admissionOf(inviter, invite.record, heard.knock);
    if (!admission) return refused({ type: 'not-allowed' });
    heard.state = 'admitting';
    this.#options.changed();
    const written = await this.#options.write(admission);
    heard.state = written.ok ? 'admitted' : 'open';
    const isIn = this.#options.roster().deviceById.has(deviceIdOf(heard.knock));
    if (written.ok && isIn) this.#welcome(invite, heard.knock);
    this.#options.changed();
    return written;
  }

  /** Turns a knock away, on every device that could answer it; the newcomer reads the reason. */
  async declineKnock(id: string, reason: string): Promise<Result<void, GovernRefusal>> {
    const heard = this.#knocks.get(id);
    const invite = heard && this.#invites.held(heard.invite);
    if (!heard || !invite) return refused({ type: 'knock-unknown' });
    if (utf8FromText(reason).length > reasonBytesMax) return refused({ type: 'reason-too-long' });
    if (mayDecline(inviterOf(this.#options))) {
      const { hash } = heard.knock;
      const written = await this.#options.write({ type: 'declining', knock: hash, reason });
      if (!written.ok) return written;
    }
    this.#declined.set(id, reason);
    this.#knocks.drop(id);
    const answer = this.#answerTo(invite, id);
    if (answer) this.#turnAway(invite, heard.knock, answer);
    return accepted(undefined);
  }

  stop(): void {
    this.#invites.stop();
    this.#knocks.clear();
  }

  #hear(invite: HeldInvite, note: Uint8Array): void {
    if (note[0] !== noteTags.knock || note.length > knockBytesMax + 1) return;
    const opened = openKnock(note.subarray(1), {
      groupId: this.#options.groupId,
      invite: invite.record.invite,
      inviteSeed: invite.seeds.inviteSeed,
    });
    // Anybody who has the link can make noise on its topic: what is no knock is nothing to show.
    if (!opened.ok) return;
    const { value: knock } = opened;
    const id = hexFromBytes(knock.hash);
    const roster = this.#options.roster();
    const device = deviceIdOf(knock);
    if (roster.deviceById.has(device)) {
      if (this.#mayAnswer(id)) this.#welcome(invite, knock);
      return;
    }
    // A key that was cut off is never let in again, and need not be told.
    if (roster.removed.devices.has(device)) return;
    const answer = this.#answerTo(invite, id);
    if (answer) {
      if (this.#mayAnswer(id)) this.#turnAway(invite, knock, answer);
      return;
    }
    this.#knocks.add(knock, invite.record);
  }

  /** Why nobody is let in by this knock, if so. */
  #answerTo({ record }: HeldInvite, id: string): TurningAway | undefined {
    const text = this.#reasonDeclined(id);
    if (text !== undefined) return { reason: 'knock-declined', text };
    const reason = this.#invites.reasonToTurnAway(record);
    return reason && { reason, text: '' };
  }

  #reasonDeclined(id: string): string | undefined {
    return this.#options.roster().declinedKnocks.get(id) ?? this.#declined.get(id);
  }

  #mayAnswer(knock: string): boolean {
    if (this.#answered.has(knock) || this.#answered.size >= openKnocksMax) return false;
    this.#answered.add(knock);
    this.#options.env.after(answerPauseMs, () => this.#answered.delete(knock));
    return true;
  }

  /** Only where the newcomer can tell that it is one; else another device welcomes it. */
  #welcome(invite: HeldInvite, knock: Knock): void {
    const { device, env } = this.#options;
    const current = this.#options.charter();
    if (!isMadeBy(this.#options, invite.record) && !mayWelcome(current, device)) return;
    const origin = { ...this.#options.origin(), current };
    const welcome = { ...origin, secrets: boundedSecrets(origin, welcomeSecretsMax) };
    this.#post(invite, noteTags.welcome, sealWelcome(welcome, knock, device, env));
  }

  /** The newcomer believes it of the device that the link names, and of no other. */
  #turnAway(invite: HeldInvite, knock: Knock, answer: TurningAway): void {
    if (!isMadeBy(this.#options, invite.record)) return;
    const { device, env } = this.#options;
    this.#post(invite, noteTags.turnedAway, sealTurningAway(answer, knock, device, env));
  }

  #post(invite: HeldInvite, tag: number, sealed: Uint8Array): void {
    this.#options.doorbell.post(invite.topic, concatBytes(Uint8Array.of(tag), sealed));
  }
}
