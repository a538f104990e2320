/**
 * The governor: what members do to the group itself. Each deed is checked, told as a refusal where
 * it cannot be done, and otherwise written: up is an entry, down is a succession.
 */
import type { DeviceKeys } from '../identity/device.ts';
import { bytesFromHex, hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { compareRoles, mayDo, mayGrant } from '../roster/authority.ts';
import type { Leaving } from '../roster/changes.ts';
import type { Role } from '../roster/member.ts';
import type { MemberRecord } from '../roster/roster.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Gate } from './gate.ts';
import type {
  Exposure,
  GovernRefusal,
  RosterEvent,
  SetAsideView,
  Target,
  WithheldView,
} from './governing.ts';
import type { Library } from './library.ts';
import type { PeerIdentity } from './ports.ts';
import { rosterHistoryOf } from './roster-history.ts';
import type { Session } from './session.ts';
import { SettingAside } from './setting-aside.ts';
import { Stewardship } from './stewardship/stewardship.ts';
import type { SuccessionWish } from './stewardship/succeeding.ts';
import { entriesHeldBy } from './views.ts';
import { Withholding } from './withholding.ts';

export interface GovernorOptions {
  readonly env: Env;
  readonly device: DeviceKeys;
  readonly session: Session;
  readonly gate: Gate;
  readonly library: Library;
  readonly peers: () => readonly PeerIdentity[];
}

type Done = Promise<Result<void, GovernRefusal>>;

export class Governor {
  readonly #options: GovernorOptions;
  readonly #stewardship: Stewardship;
  readonly #withholding: Withholding;
  readonly #settingAside: SettingAside;
  /** Invites whose turn it is to be written again for the new keys. */
  #carryingOver: Promise<void> | undefined;

  constructor(options: GovernorOptions) {
    const { env, device, session, library, peers } = options;
    this.#options = options;
    this.#stewardship = new Stewardship({
      env,
      device,
      session,
      present: () => peers().map((peer) => peer.device),
    });
    this.#withholding = new Withholding({ env, session, peers });
    this.#settingAside = new SettingAside({ session, library });
  }

  /** Roster, history or peers may have changed. */
  follow(): void {
    this.#stewardship.follow();
    this.#withholding.follow();
    this.#settingAside.follow();
    this.#carryOver();
  }

  stop(): void {
    this.#stewardship.stop();
    this.#withholding.stop();
  }

  withheld(): readonly WithheldView[] {
    return this.#withholding.views();
  }

  rosterHistory(): readonly RosterEvent[] {
    return rosterHistoryOf(this.#options.session.engine.history);
  }

  fingerprint(): readonly string[] {
    return fingerprintOf(this.#options.session.engine);
  }

  setAside(): readonly SetAsideView[] {
    return this.#settingAside.views();
  }

  writeAgain(id: string): Done {
    return this.#settingAside.writeAgain(id);
  }

  succeed(wish: SuccessionWish): Done {
    return this.#stewardship.succeed(wish);
  }

  async changeRole(id: string, role: Role): Done {
    const { session } = this.#options;
    const { roster } = session;
    const member = roster.memberById.get(id);
    if (!member) return refused({ type: 'member-unknown' });
    const order = compareRoles(role, member.role);
    if (order === 0) return refused({ type: 'role-unchanged' });
    if (order < 0) {
      return this.#isLastSteward(member)
        ? refused({ type: 'last-steward' })
        : this.succeed({ roles: new Map([[id, role]]) });
    }
    const own = this.#ownRole();
    if (!own || !mayDo(own, 'promote', roster.policy) || !mayGrant(own, role)) {
      return refused({ type: 'not-allowed' });
    }
    const bytes = bytesFromHex(id);
    if (!bytes) return refused({ type: 'member-unknown' });
    const written = await session.writeRosterChange({ type: 'promotion', member: bytes, role });
    return written.ok ? accepted(undefined) : written;
  }

  async remove(target: Target): Promise<Result<Exposure, GovernRefusal>> {
    const refusal = this.#refusalOfRemoving(target);
    if (refusal) return refused(refusal);
    const exposure = this.exposureOf(target);
    const wish =
      'member' in target
        ? { members: new Set([target.member]) }
        : { devices: new Set([target.device]) };
    const done = await this.succeed(wish);
    return done.ok ? accepted(exposure) : done;
  }

  async cutOff(member: string): Promise<Result<Exposure, GovernRefusal>> {
    const invites = this.#invitesOpenTo(this.#devicesOf({ member }));
    const removed = await this.remove({ member });
    if (!removed.ok) return removed;
    // The succession left behind every invite that they could answer: none is carried over.
    return accepted({ ...removed.value, invitesWithdrawn: invites });
  }

  exposureOf(target: Target): Exposure {
    const { session, library } = this.#options;
    const devices = this.#devicesOf(target);
    const { entries, known } = entriesHeldBy(session, devices);
    return {
      entries,
      entriesKnownToBeHeld: known,
      documents: library.documents().map(({ id }) => id),
      invitesWithdrawn: this.#invitesOpenTo(devices),
    };
  }

  async leave(): Done {
    const { session } = this.#options;
    const me = session.roster.memberById.get(session.member);
    if (!me) return refused({ type: 'not-admitted-yet' });
    if (this.#isLastSteward(me)) return refused({ type: 'last-steward' });
    return this.#writeLeaving({ type: 'leaving' });
  }

  async dropDevice(device: string): Done {
    const { session } = this.#options;
    const record = session.roster.deviceById.get(device);
    const me = session.roster.memberById.get(session.member);
    if (!record || !me || record.member !== me.id) return refused({ type: 'device-unknown' });
    if (me.devices.length === 1) return refused({ type: 'last-device' });
    // A steward needs nobody else's device to change the keys.
    if (me.role === 'steward') return this.succeed({ devices: new Set([device]) });
    return this.#writeLeaving({ type: 'leaving', device: record.signing });
  }

  /** In a dispute. */
  async followSide(side: string): Done {
    const { session } = this.#options;
    const { book, history } = session.engine;
    const known = book.get(side);
    const isSide = history.lineage.dispute?.some(({ id }) => id === side);
    if (!known || !isSide) return refused({ type: 'dispute-unsettled' });
    return session.arriveIn(known);
  }

  async #writeLeaving(leaving: Leaving): Done {
    const written = await this.#options.session.writeRosterChange(leaving);
    return written.ok ? accepted(undefined) : written;
  }

  #ownRole(): Role | undefined {
    const { roster, member } = this.#options.session;
    return roster.memberById.get(member)?.role;
  }

  #isLastSteward(member: MemberRecord): boolean {
    const { memberById, leaving } = this.#options.session.roster;
    return (
      member.role === 'steward' &&
      ![...memberById.values()].some(
        ({ id, role }) => id !== member.id && role === 'steward' && !leaving.members.has(id),
      )
    );
  }

  #refusalOfRemoving(target: Target): GovernRefusal | undefined {
    const { roster } = this.#options.session;
    const id = 'member' in target ? target.member : roster.deviceById.get(target.device)?.member;
    const member = id === undefined ? undefined : roster.memberById.get(id);
    if (!member) return { type: 'member' in target ? 'member-unknown' : 'device-unknown' };
    const goesWhole = 'member' in target || member.devices.length === 1;
    return goesWhole && this.#isLastSteward(member) ? { type: 'last-steward' } : undefined;
  }

  /** Open invites whose private half was sealed to one of these devices. */
  #invitesOpenTo(devices: readonly string[]): number {
    const { roster } = this.#options.session;
    return [...roster.inviteById].filter(
      ([id, invite]) =>
        !roster.withdrawnInvites.has(id) &&
        (roster.admittedByInvite.get(id)?.size ?? 0) < invite.uses &&
        invite.expiresAt > this.#options.env.now() &&
        invite.envelopes.some(({ device }) => devices.includes(hexFromBytes(device))),
    ).length;
  }

  #devicesOf(target: Target): readonly string[] {
    if ('device' in target) return [target.device];
    return this.#options.session.roster.memberById.get(target.member)?.devices ?? [];
  }

  /** Open invites whose keys nobody who is gone can read live on under the new keys. */
  #carryOver(): void {
    const { session, gate } = this.#options;
    const { history } = session.engine;
    const before = history.states
      .filter(({ id }) => id !== history.current.id && history.current.ancestry.has(id))
      .toSorted((left, right) => right.charter.number - left.charter.number);
    const changes = gate.carryOver(...before.map(({ roster }) => roster.roster));
    if (changes.length === 0 || this.#carryingOver) return;
    this.#carryingOver = (async () => {
      for (const change of changes) await session.writeRosterChange(change);
      this.#carryingOver = undefined;
    })();
  }
}
