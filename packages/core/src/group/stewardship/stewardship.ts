/**
 * Stewardship: writes successions, those that somebody wishes and those that fall to a steward's
 * device by itself. Of several devices that could, the first in order does it, and the others only if
 * it does not.
 */
import type { DeviceKeys } from '../../identity/device.ts';
import { bytesFromHex, hexFromBytes } from '../../lib/bytes.ts';
import type { Env } from '../../lib/env.ts';
import { accepted, refused, type Result } from '../../lib/result.ts';
import { Work } from '../../lib/steps.ts';
import { mayDo } from '../../roster/authority.ts';
import { deviceIdOf } from '../../roster/member.ts';
import { mergedMembers } from '../../roster/merging-members.ts';
import { sealHandover } from '../../roster/succession.ts';
import { mergeSideOf } from '../counting/epoch-state.ts';
import type { GovernRefusal } from '../governing.ts';
import type { Session } from '../session.ts';
import { dutyOf, type Duty } from './duties.ts';
import {
  makeSuccession,
  remaining,
  type MadeSuccession,
  type SuccessionPlan,
  type SuccessionWish,
} from './succeeding.ts';

export interface StewardshipOptions {
  readonly session: Session;
  readonly device: DeviceKeys;
  readonly env: Env;
  /** Hex of the signing keys of devices that are present. */
  readonly present: () => readonly string[];
}

/** Before a duty is done: what is on its way may do it. */
const dutyMs = 1_000;
/** How much longer each device waits that comes later in order. */
const rankMs = 3_000;
/** A roster that changes while a succession is sealed makes it be sealed again, at most so often. */
const attemptsMax = 5;

export class Stewardship {
  readonly #options: StewardshipOptions;
  #cancel: (() => void) | undefined;
  #isAtWork = false;
  #isStopped = false;

  constructor(options: StewardshipOptions) {
    this.#options = options;
  }

  /** Roster or history may have changed. */
  follow(): void {
    if (this.#isStopped || this.#isAtWork || this.#cancel || !this.#duty()) return;
    this.#cancel = this.#options.env.after(dutyMs + this.#rank() * rankMs, () => {
      this.#cancel = undefined;
      void this.#doNext();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** Begins a new epoch. It is in when this resolves. */
  async succeed(wish: SuccessionWish): Promise<Result<void, GovernRefusal>> {
    return this.#write(() => this.#planFor(wish));
  }

  #planFor(wish: SuccessionWish): Result<SuccessionPlan, GovernRefusal> {
    const { session } = this.#options;
    const { roster } = session;
    const members = remaining(roster, wish);
    if (!members.ok) return members;
    const { policy, relays } = roster;
    return accepted({
      ...this.#basis(),
      parents: [session.engine.current],
      members: members.value,
      policy: wish.policy ?? policy,
      relays,
    });
  }

  #basis(): Pick<SuccessionPlan, 'author' | 'groupId'> {
    const { session, device } = this.#options;
    return { author: device.signing.publicKey, groupId: session.engine.book.groupId };
  }

  /** Sealed for the roster as it is; again if that changed meanwhile. */
  async #write(
    plan: () => Result<SuccessionPlan, GovernRefusal>,
  ): Promise<Result<void, GovernRefusal>> {
    const { session, env } = this.#options;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const refusal = this.#refusal();
      if (refusal) return refused(refusal);
      const { roster } = session;
      const planned = plan();
      if (!planned.ok) return planned;
      const made = await new Work(makeSuccession(planned.value, env)).inSlices(env);
      const forget = this.#noteSecret(made, planned.value);
      const written = await session.writeRosterChange(made.change, {
        isFresh: () => session.roster === roster,
      });
      forget();
      if (!written.ok) return written;
      if (written.value === 'written') return accepted(undefined);
    }
    return refused({ type: 'dispute-unsettled' });
  }

  /**
   * Whoever made the keys need not find its own envelope by trying one after another, which takes
   * long in a large group and cannot pause. Gives what ends that, and overwrites keys of no use.
   */
  #noteSecret({ change, secret }: MadeSuccession, { members }: SuccessionPlan): () => void {
    const { session } = this.#options;
    const { book } = session.engine;
    const id = hexFromBytes(change.epochId);
    const goesAlong = members.some(({ devices }) =>
      devices.some((device) => deviceIdOf(device) === session.device),
    );
    if (goesAlong) book.noteCandidate(id, secret);
    return () => {
      if (book.secretOf(id) === secret) return;
      book.dropCandidates(id);
      secret.fill(0);
    };
  }

  #refusal(): GovernRefusal | undefined {
    const { session } = this.#options;
    const { roster, member, engine } = session;
    const role = roster.memberById.get(member)?.role;
    if (!role || engine.history.lineage.cutOff) return { type: 'not-allowed' };
    return mayDo(role, 'succeed', roster.policy) ? undefined : { type: 'not-allowed' };
  }

  #duty(): Duty | undefined {
    const { session, env } = this.#options;
    const { engine, member, device } = session;
    const instances = new Map<string, number>();
    for (const { feed, height } of engine.ledger.chains) {
      if (height === 0 || feed.epoch.id !== engine.current.id) continue;
      instances.set(feed.device, Math.max(feed.instance + 1, instances.get(feed.device) ?? 0));
    }
    const nowSeconds = Math.floor(env.now() / 1000);
    return dutyOf({ history: engine.history, member, device, nowSeconds, instances });
  }

  /** How many stewards' devices that are present come before this one. */
  #rank(): number {
    const { session, present } = this.#options;
    const { roster, device } = session;
    return [...new Set(present())].filter((other) => {
      const member = roster.deviceById.get(other)?.member;
      return other < device && member && roster.memberById.get(member)?.role === 'steward';
    }).length;
  }

  async #doNext(): Promise<void> {
    const duty = this.#duty();
    if (!duty || this.#isStopped) return;
    this.#isAtWork = true;
    const done = await this.#perform(duty);
    this.#isAtWork = false;
    // What was refused is refused again: it is for the next change of the roster to bring it back.
    if (done.ok) this.follow();
  }

  async #perform(duty: Duty): Promise<Result<void, GovernRefusal>> {
    switch (duty.type) {
      case 'let-go':
      case 'renew':
        return this.succeed({});
      case 'merge':
        return this.#write(() => this.#mergePlan(duty.rival));
      case 'write-again':
        return this.#writeAgain(duty);
    }
  }

  #mergePlan(rivalId: string): Result<SuccessionPlan, GovernRefusal> {
    const { session } = this.#options;
    const { history, book, current } = session.engine;
    const rival = history.stateOf(rivalId);
    const known = book.get(rivalId);
    if (!rival || !known) return refused({ type: 'dispute-unsettled' });
    const states = new Map(history.states.map((state) => [state.id, state]));
    const own = history.current;
    const members = mergedMembers(
      mergeSideOf(own, rival, own.roster.roster, states),
      mergeSideOf(rival, own, rival.roster.roster, states),
    );
    if (!members.ok) return refused({ type: 'last-steward' });
    const { policy, relays } = session.roster;
    return accepted({
      ...this.#basis(),
      parents: [current, known],
      members: members.value,
      policy,
      relays,
    });
  }

  async #writeAgain(
    duty: Extract<Duty, { type: 'write-again' }>,
  ): Promise<Result<void, GovernRefusal>> {
    const { session, env } = this.#options;
    const { book, current, history } = session.engine;
    const { change, handover } = duty;
    const isIn = handover && session.roster.deviceById.has(handover.device);
    if (!isIn) {
      const written = await session.writeRosterChange(change);
      if (!written.ok) return written;
    }
    if (!handover) return accepted(undefined);
    const earlier = book.get(handover.in);
    const signing = bytesFromHex(handover.device);
    const wrapping = history
      .stateOf(handover.in)
      ?.roster.roster.deviceById.get(handover.device)?.wrapping;
    if (!earlier || !signing || !wrapping) return accepted(undefined);
    const { groupId } = book;
    const { epochId } = current.keys;
    const given = sealHandover(
      { groupId, epochId, secret: current.secret, device: { signing, wrapping } },
      env,
    );
    const told = await session.writeRosterChange(given, { in: earlier });
    return told.ok ? accepted(undefined) : told;
  }
}
