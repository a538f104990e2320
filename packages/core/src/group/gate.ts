/**
 * The gate: how a steward's device lets people in. It hears knocks, shows the words, writes the
 * admission and answers with a welcome, now and whenever the same knock is heard again. Knows
 * nothing of how notes travel.
 */
import { knockWords } from '../identity/knock-words.ts';
import { concatBytes, hexFromBytes } from '../lib/bytes.ts';
import { answerPauseMs, knockBytesMax, openKnocksMax } from '../lib/limits.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import type { Charter } from '../roster/charter.ts';
import { inviterHash } from '../roster/invite.ts';
import { openKnock, sealWelcome, type Knock } from '../roster/knock.ts';
import { deviceIdOf } from '../roster/member.ts';
import { sealTurningAway } from '../roster/turning-away.ts';
import { InviteBook, type HeldInvite, type InviteBookOptions } from './invite-book.ts';
import type { InviteView, KnockView, WriteRefusal } from './types.ts';

export interface GateOptions extends Omit<InviteBookOptions, 'heard'> {
  readonly charter: Charter;
  /** 32 bytes. */
  readonly secret: Uint8Array;
  readonly changed: () => void;
}

/** What lies on a topic: a tag, then sealed bytes. */
export const noteTags = { knock: 1, welcome: 2, turnedAway: 3 } as const;

interface HeardKnock {
  readonly knock: Knock;
  readonly invite: HeldInvite;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  words: readonly string[] | undefined;
  state: KnockView['state'];
}

export class Gate {
  readonly #options: GateOptions;
  readonly #invites: InviteBook;
  readonly #knocks = new Map<string, HeardKnock>();
  readonly #declined = new Set<string>();
  #computing: Promise<void> = Promise.resolve();
  /** Knocks that were answered a moment ago: whoever repeats them makes no more work. */
  readonly #answered = new Set<string>();

  constructor(options: GateOptions) {
    this.#options = options;
    this.#invites = new InviteBook({
      ...options,
      heard: (invite, note) => this.#hear(invite, note),
    });
  }

  /** The roster may hold new invites for this device. */
  follow(): void {
    this.#invites.follow();
  }

  invites(): readonly InviteView[] {
    return this.#invites.views();
  }

  createInvite(
    options: Parameters<InviteBook['create']>[0],
  ): Promise<Result<InviteView, WriteRefusal>> {
    return this.#invites.create(options);
  }

  knocks(): readonly KnockView[] {
    const heard = [...this.#knocks];
    const members = this.#options.roster().memberById.values();
    const handles = new Set([...members].map((member) => member.handle));
    return heard
      .filter(([, { state }]) => state !== 'admitted')
      .map(([id, { knock, words, state, arrivedAt }]) => ({
        id,
        handle: knock.handle,
        ...(words ? { words } : {}),
        handleIsTaken:
          handles.has(knock.handle) ||
          heard.some(([other, each]) => other !== id && each.knock.handle === knock.handle),
        arrivedAt,
        state,
      }));
  }

  /** Writes the admission and answers. */
  async admit(id: string): Promise<Result<void, WriteRefusal>> {
    const heard = this.#knocks.get(id);
    if (!heard) return refused({ type: 'knock-unknown' });
    if (heard.state === 'admitting') return accepted(undefined);
    heard.state = 'admitting';
    this.#options.changed();
    const { knock, invite } = heard;
    const written = await this.#options.write({
      type: 'admission',
      invite: invite.record.invite,
      knock: knock.hash,
      handle: knock.handle,
      role: invite.record.role,
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

  /** Those who are in do not count: else a device that admits many would hear nobody any more. */
  get #openKnocks(): number {
    return [...this.#knocks.values()].filter(({ state }) => state !== 'admitted').length;
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
    const arrivedAt = this.#options.env.now();
    const heard: HeardKnock = {
      knock: copyOf(knock),
      invite,
      arrivedAt,
      words: undefined,
      state: 'open',
    };
    if (this.#options.roster().deviceById.has(deviceIdOf(knock))) {
      if (this.#mayAnswer(id)) this.#welcome(heard);
      return;
    }
    const reason = this.#invites.reasonToTurnAway(invite.record);
    if (reason && this.#invites.isOwn(invite.record) && this.#mayAnswer(id)) {
      const { device, env } = this.#options;
      this.#post(invite, noteTags.turnedAway, sealTurningAway(reason, knock, device, env));
    }
    const isNew = !this.#knocks.has(id) && !this.#declined.has(id);
    if (reason || !isNew || this.#openKnocks >= openKnocksMax) return;
    this.#knocks.set(id, heard);
    this.#options.changed();
    this.#computeWords(heard);
  }

  #mayAnswer(knock: string): boolean {
    if (this.#answered.has(knock) || this.#answered.size >= openKnocksMax) return false;
    this.#answered.add(knock);
    this.#options.env.after(answerPauseMs, () => this.#answered.delete(knock));
    return true;
  }

  /** One after another: each takes 64 MiB and a second, and a flood of knocks must not add them up. */
  #computeWords(heard: HeardKnock): void {
    this.#computing = this.#computing.then(() => this.#wordsOf(heard));
  }

  async #wordsOf(heard: HeardKnock): Promise<void> {
    if (this.#knocks.get(hexFromBytes(heard.knock.hash)) !== heard) return;
    const { record } = heard.invite;
    heard.words = await knockWords({
      knock: heard.knock.hash,
      invite: record.invite,
      inviterKey: inviterHash(record.inviter),
      groupId: this.#options.groupId,
    });
    this.#options.changed();
  }

  #welcome({ knock, invite }: HeardKnock): void {
    const { charter, secret, device, env } = this.#options;
    this.#post(invite, noteTags.welcome, sealWelcome({ charter, secret }, knock, device, env));
  }

  #post(invite: HeldInvite, tag: number, sealed: Uint8Array): void {
    this.#options.doorbell.post(invite.topic, concatBytes(Uint8Array.of(tag), sealed));
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
