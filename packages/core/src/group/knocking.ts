/**
 * Knocking: the side of a newcomer, or of a member's other device, which joins alike. Leaves the same sealed knock again and again on the invite's topic
 * until a welcome that belongs to it arrives, and shows the four words meanwhile.
 */
import { knockTopic, type InviteLink } from '../roster/invite.ts';
import { knockWords } from '../identity/knock-words.ts';
import { openTurningAway, type TurningAway } from '../roster/turning-away.ts';
import { openWelcome } from '../roster/welcome.ts';
import { concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { knockIntervalMs } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';
import { noteTags } from './gate.ts';
import { copyBytesInside } from './origins.ts';
import type { Doorbell } from './ports.ts';
import type { SamphireRefusal } from './samphire.ts';
import type { InviteRefusal, OpenGroup } from './types.ts';
import type { Membership, OpenKnock } from './vault-contents.ts';

export interface Knocking {
  readonly handle: string;
  /** Four words, once they are computed (about a second). */
  words(): readonly string[] | undefined;
  state(): 'knocking' | 'welcomed' | 'failed';
  /** Why a welcome could not be used, or why the group turned the knock away. Knocking goes on. */
  refusal(): SamphireRefusal | undefined;
  /** The group, once welcomed. */
  group(): OpenGroup | undefined;
  subscribe(listener: () => void): () => void;
  /** Stops knocking; the knock stays in the vault and can be resumed. */
  stop(): void;
}

export interface KnockingOptions {
  readonly knock: OpenKnock;
  readonly link: InviteLink;
  readonly doorbell: Doorbell;
  readonly env: Env;
  /** Takes over the bytes of the membership. */
  readonly admitted: (membership: Membership) => Promise<Result<OpenGroup, SamphireRefusal>>;
}

export const startKnocking = (options: KnockingOptions): Knocking => {
  const { knock, link, doorbell, env } = options;
  const topic = knockTopic(link.topicSeed);
  const listeners = new Set<() => void>();
  let state: 'knocking' | 'welcomed' | 'failed' = 'knocking';
  let words: readonly string[] | undefined;
  let refusal: SamphireRefusal | undefined;
  let group: OpenGroup | undefined;
  let cancelTimer: (() => void) | undefined;

  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const post = (): void => {
    doorbell.post(topic, concatBytes(Uint8Array.of(noteTags.knock), knock.sealed));
    cancelTimer = env.after(knockIntervalMs, post);
  };
  const stop = (): void => {
    cancelTimer?.();
    stopListening();
    doorbell.stop();
  };
  /** Knocking goes on: the group may still let this device in. */
  const turnAway = (answer: Uint8Array): void => {
    const { groupId, hash, device } = knock;
    const expected = { groupId, knock: hash, inviter: link.inviter };
    const turnedAway = openTurningAway(answer, expected, device);
    if (!turnedAway) return;
    refusal = refusalOf(turnedAway, link.expiresAt);
    changed();
  };
  const hear = async (note: Uint8Array): Promise<void> => {
    if (state !== 'knocking') return;
    if (note[0] === noteTags.turnedAway) turnAway(note.subarray(1));
    if (note[0] !== noteTags.welcome) return;
    const { groupId, handle, device, hash } = knock;
    const expected = { groupId, knock: hash, inviter: link.inviter };
    const welcome = openWelcome(note.subarray(1), expected, knock.device);
    if (!welcome.ok) {
      // Another's welcome on the same topic is nothing to show.
      if (welcome.refusal.type === 'welcome-not-for-this-knock') return;
      refusal = welcome.refusal;
      changed();
      return;
    }
    state = 'welcomed';
    stop();
    const opened = await options.admitted({
      type: 'membership',
      ...copyBytesInside({ groupId, handle, device }),
      origin: welcome.value,
    });
    if (opened.ok) group = opened.value;
    else {
      state = 'failed';
      refusal = opened.refusal;
    }
    changed();
  };

  const stopListening = doorbell.listen(topic, (note) => void hear(note));
  post();
  void knockWords({
    // Its own: the knock's bytes may be overwritten before the words are computed.
    knock: knock.hash.slice(),
    invite: link.invite,
    inviterKey: link.inviter,
    groupId: link.groupId,
  }).then((computed) => {
    words = computed;
    changed();
  });

  return {
    handle: knock.handle,
    words: () => words,
    state: () => state,
    refusal: () => refusal,
    group: () => group,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop,
  };
};

const refusalOf = ({ reason, text }: TurningAway, expiresAt: number): InviteRefusal => {
  switch (reason) {
    case 'invite-expired':
      return { type: reason, expiredAt: expiresAt };
    case 'knock-declined':
      return { type: reason, reason: text };
    case 'invite-used-up':
    case 'invite-withdrawn':
      return { type: reason };
  }
};
