/**
 * Devices of one group, each with its gate, over one roster and one board for notes: what one writes,
 * all have at once. Newcomers are real. There is no ledger, so the keys change when a test says so.
 */
import type { EpochOrigin } from '../src/group/epoch-book.ts';
import { Gate } from '../src/group/gate.ts';
import { startKnocking, type Knocking } from '../src/group/knocking.ts';
import type { Doorbell } from '../src/group/ports.ts';
import type { Membership } from '../src/group/vault-contents.ts';
import type { DeviceKeys } from '../src/identity/device.ts';
import { hexFromBytes } from '../src/lib/bytes.ts';
import { accepted, refused, type Result } from '../src/lib/result.ts';
import {
  decodeRosterChange,
  encodeRosterChange,
  type RosterChange,
} from '../src/roster/changes.ts';
import { charterHash, commitSecret, groupIdOf, type Charter } from '../src/roster/charter.ts';
import { decodeInviteLink } from '../src/roster/invite.ts';
import { sealKnock } from '../src/roster/knock.ts';
import { deviceIdOf, memberIdFromDevice, type RosterMember } from '../src/roster/member.ts';
import {
  applyRosterChange,
  memberOfDevice,
  roleOfDevice,
  rosterFromCharter,
  type Removed,
  type RosterView,
} from '../src/roster/roster.ts';
import { createSeededEnv, type SeededEnv } from '../src/testing/env.ts';
import { charterOf, fixedBytes, secret } from './actors.ts';

export interface Newcomer {
  readonly knocking: Knocking;
  /** Set once a welcome was opened. */
  membership(): Membership | undefined;
}

export interface Gates {
  readonly env: SeededEnv;
  readonly groupId: Uint8Array;
  roster(): RosterView;
  charter(): Charter;
  /** What was written since the last call, that counts. */
  written(): readonly RosterChange[];
  gate(device: DeviceKeys): Gate;
  /** Stops one, as a device that is switched off. */
  close(gate: Gate): void;
  /** New keys for `members`; gives the roster before. Nobody's gate is told. */
  changeKeys(members: readonly RosterMember[], removed?: Removed): RosterView;
  knock(device: DeviceKeys, fragment: string, handle: string): Newcomer;
  /** Writes as somebody, and tells every gate. */
  write(device: DeviceKeys, change: RosterChange): void;
}

export const createGates = (seed: number, members: readonly RosterMember[]): Gates => {
  const env = createSeededEnv(seed);
  const first = charterOf(members);
  const groupId = groupIdOf(first);
  let origin: EpochOrigin = {
    first,
    current: first,
    secrets: [{ epochId: charterHash(first), secret }],
  };
  let roster = rosterFromCharter(first);
  const written: RosterChange[] = [];
  const gates: Gate[] = [];
  let devices = 0;
  const doorbell = createBoard(env);

  const write = (device: DeviceKeys, given: RosterChange): void => {
    const change = decodeRosterChange(encodeRosterChange(given));
    if (!change.ok) throw new Error('cannot be read');
    const signing = device.signing.publicKey;
    const author = { signing, role: roleOfDevice(roster, deviceIdOf({ signing })) };
    const applied = applyRosterChange(roster, author, change.value);
    if (!applied.ok) throw new Error(`does not count: ${applied.refusal.type}`);
    roster = applied.value;
    written.push(change.value);
    for (const gate of gates) gate.follow();
  };

  return {
    env,
    groupId,
    roster: () => roster,
    charter: () => origin.current,
    written: () => written.splice(0),
    write,
    gate: (device) => {
      const { publicKey: signing } = device.signing;
      const gate = new Gate({
        env: env.device((devices += 1)),
        groupId,
        device,
        doorbell,
        charter: () => origin.current,
        origin: () => origin,
        member: () =>
          memberOfDevice(roster, deviceIdOf({ signing }))?.id ??
          hexFromBytes(memberIdFromDevice(signing)),
        roster: () => roster,
        write: async (change) => {
          await Promise.resolve();
          write(device, change);
          return accepted(undefined);
        },
        changed: () => undefined,
      });
      gates.push(gate);
      gate.follow();
      return gate;
    },
    close: (gate) => {
      gate.stop();
      gates.splice(gates.indexOf(gate), 1);
    },
    changeKeys: (staying, removed) => {
      const before = roster;
      const { number } = origin.current;
      const newer = fixedBytes(32, 50 + number);
      const current = charterOf(staying, {
        groupId,
        number: number + 1,
        parents: [charterHash(origin.current)],
        commitment: commitSecret(groupId, newer),
      });
      const epoch = { epochId: charterHash(current), secret: newer };
      origin = { first, current, secrets: [...origin.secrets, epoch] };
      roster = rosterFromCharter(current, removed);
      return before;
    },
    knock: (device, fragment, handle) => {
      const link = decodeInviteLink(fragment);
      if (!link.ok) throw new Error(link.refusal.type);
      const facts = { groupId, invite: link.value.invite, handle };
      const { sealed, hash } = sealKnock(facts, device, env);
      let membership: Membership | undefined;
      const knocking = startKnocking({
        knock: { type: 'knock', groupId, handle, device, fragment, sealed, hash },
        link: link.value,
        doorbell: createEar(doorbell),
        env,
        admitted: async (given) => {
          membership = given;
          return refused({ type: 'group-unknown' });
        },
      });
      return { knocking, membership: () => membership };
    },
  };
};

/** Heard a millisecond later by whoever listens then. */
const createBoard = (env: SeededEnv): Doorbell => {
  const ears = new Map<string, Set<(note: Uint8Array) => void>>();
  return {
    post: (topic, note) => {
      env.after(1, () => {
        for (const hear of [...(ears.get(topic) ?? [])]) hear(note.slice());
      });
    },
    listen: (topic, hear) => {
      const heard = ears.get(topic) ?? new Set();
      ears.set(topic, heard.add(hear));
      return () => void heard.delete(hear);
    },
    stop: () => undefined,
  };
};

const createEar = (board: Doorbell): Doorbell => ({ ...board });

/** The value, or an error that names the refusal. */
export const unwrap = <Value>(result: Result<Value, { readonly type: string }>): Value => {
  if (!result.ok) throw new Error(`refused: ${result.refusal.type}`);
  return result.value;
};
