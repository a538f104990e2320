/**
 * The knock book: the knocks that were heard and not answered yet, with their words. It outlives a
 * change of keys. Knows nothing of how a knock is heard or answered.
 */
import { knockWords } from '../identity/knock-words.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { openKnocksMax } from '../lib/limits.ts';
import { inviterHash } from '../roster/invite.ts';
import type { Knock } from '../roster/knock.ts';
import type { InviteRecord, RosterView } from '../roster/roster.ts';
import type { InviteView, KnockView } from './types.ts';

export interface HeardKnock {
  readonly knock: Knock;
  /** Hex of the invite's public key: what is known of the invite may change. */
  readonly invite: string;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  words: readonly string[] | undefined;
  state: KnockView['state'];
  /** Since when nothing is known of its invite, in milliseconds since the Unix epoch. */
  missingSince: number | undefined;
}

/**
 * After a change of keys, an invite comes back when its maker's device has written it again. Until
 * then its knocks are kept for so long, out of sight.
 */
const missingMsMax = 600_000;

export class KnockBook {
  readonly #env: Env;
  readonly #changed: () => void;
  readonly #heardById = new Map<string, HeardKnock>();
  #computing: Promise<void> = Promise.resolve();

  constructor({ env, changed }: { readonly env: Env; readonly changed: () => void }) {
    this.#env = env;
    this.#changed = changed;
  }

  get(id: string): HeardKnock | undefined {
    return this.#heardById.get(id);
  }

  /** Once, and within the bound. */
  add(knock: Knock, record: InviteRecord): void {
    const id = hexFromBytes(knock.hash);
    if (this.#heardById.has(id) || this.#openKnocks >= openKnocksMax) return;
    const heard: HeardKnock = {
      knock: copyOf(knock),
      invite: hexFromBytes(record.invite),
      arrivedAt: this.#env.now(),
      words: undefined,
      state: 'open',
      missingSince: undefined,
    };
    this.#heardById.set(id, heard);
    this.#changed();
    // One after another: each takes 64 MiB and a second, and a flood of knocks must not add them up.
    this.#computing = this.#computing.then(() => this.#computeWords(id, heard, record));
  }

  drop(id: string): void {
    if (this.#heardById.delete(id)) this.#changed();
  }

  dropWhere(isGone: (id: string, heard: HeardKnock) => boolean): void {
    for (const [id, heard] of this.#heardById) if (isGone(id, heard)) this.drop(id);
  }

  /** Which invites are known now: knocks on others leave in the end. */
  seeInvites(isKnown: (invite: string) => boolean): void {
    const now = this.#env.now();
    for (const heard of this.#heardById.values()) {
      heard.missingSince = isKnown(heard.invite) ? undefined : (heard.missingSince ?? now);
    }
    this.dropWhere((_, { missingSince = now }) => now - missingSince > missingMsMax);
  }

  /** `purposeOf`: of an invite, by its name; nothing where this device cannot answer for it. */
  views(
    roster: RosterView,
    purposeOf: (invite: string) => InviteView['purpose'] | undefined,
  ): readonly KnockView[] {
    const handles = new Set([...roster.memberById.values()].map(({ handle }) => handle));
    const shown = [...this.#heardById].flatMap(([id, heard]) => {
      const purpose = purposeOf(heard.invite);
      return heard.state === 'admitted' || !purpose ? [] : [{ id, purpose, ...heard }];
    });
    return shown.map(({ id, purpose, knock, words, state, arrivedAt }) => ({
      id,
      handle: knock.handle,
      ...(words ? { words } : {}),
      // Another device of one's own may well bring the handle of its member.
      handleIsTaken:
        purpose === 'newcomer' &&
        (handles.has(knock.handle) ||
          shown.some((other) => other.id !== id && other.knock.handle === knock.handle)),
      arrivedAt,
      purpose,
      state,
    }));
  }

  clear(): void {
    this.#heardById.clear();
  }

  /** Those who are in, or out of sight, do not count: else a device that admits many would hear nobody any more. */
  get #openKnocks(): number {
    return [...this.#heardById.values()].filter(
      ({ state, missingSince }) => state !== 'admitted' && missingSince === undefined,
    ).length;
  }

  async #computeWords(id: string, heard: HeardKnock, record: InviteRecord): Promise<void> {
    if (this.#heardById.get(id) !== heard) return;
    heard.words = await knockWords({
      knock: heard.knock.hash,
      invite: record.invite,
      inviterKey: inviterHash(record.inviter),
      groupId: heard.knock.groupId,
    });
    this.#changed();
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
