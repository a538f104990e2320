/**
 * Knocking: the newcomer's side. Leaves the same sealed knock again and again on the invite's topic
 * until a welcome that belongs to it arrives, and shows the four words meanwhile.
 */
import { knockTopic, type InviteLink } from '../roster/invite.ts';
import { openWelcome } from '../roster/knock.ts';
import { knockWords } from '../identity/knock-words.ts';
import { openTurningAway } from '../roster/turning-away.ts';
import { concatBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { knockIntervalMs } from '../lib/limits.ts';
import type { Result } from '../lib/result.ts';
import { noteTags } from './gate.ts';
import type { Doorbell } from './ports.ts';
import type { SamphireRefusal } from './samphire.ts';
import type { OpenGroup } from './types.ts';
import type { Membership, OpenKnock } from './vault-contents.ts';

export interface Knocking {
  readonly handle: string;
  /** Four words, once they are computed (about a second). */
  words(): readonly string[] | undefined;
  state(): 'knocking' | 'welcomed' | 'failed';
  /** Why a welcome could not be used. Knocking goes on. */
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
    const reason = openTurningAway(answer, { groupId, knock: hash, inviter: link.inviter }, device);
    if (!reason) return;
    refusal =
      reason === 'invite-expired' ? { type: reason, expiredAt: link.expiresAt } : { type: reason };
    changed();
  };
  const hear = async (note: Uint8Array): Promise<void> => {
    if (state !== 'knocking') return;
    if (note[0] === noteTags.turnedAway) turnAway(note.subarray(1));
    if (note[0] !== noteTags.welcome) return;
    const expected = { groupId: knock.groupId, knock: knock.hash };
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
    const { groupId, handle, device } = knock;
    const opened = await options.admitted({
      type: 'membership',
      groupId,
      handle,
      device,
      ...welcome.value,
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
    knock: knock.hash,
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
