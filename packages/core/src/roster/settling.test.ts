import { describe, expect, it } from 'vitest';
import { fixedBytes, founder, hostile, member, newcomer } from '../../test/actors.ts';
import {
  admission,
  applied,
  by,
  idOf,
  invitation,
  memberIdOf,
  memberOfKeys,
  refusal,
  roster,
  steward,
} from '../../test/rosters.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Admission, Invitation, RosterChange } from './changes.ts';
import type { Role } from './member.ts';
import { roleOfDevice } from './roster.ts';

type Keys = typeof founder;
const invite = hexFromBytes(invitation.invite);
const ownDevice: Admission = { ...admission, member: memberIdOf(member) };

describe('what else a roster entry does', () => {
  it('raises a role, and never lowers one', () => {
    const promotion = (role: Role): RosterChange => ({
      type: 'promotion',
      member: memberIdOf(member),
      role,
    });
    const raised = applied(roster, promotion('steward'));
    expect(roleOfDevice(raised, idOf(member))).toBe('steward');
    expect(roleOfDevice(applied(raised, promotion('reader')), idOf(member))).toBe('steward');
    // Of somebody who comes later: it waits for them.
    const early = applied(roster, {
      type: 'promotion',
      member: memberIdOf(newcomer),
      role: 'steward',
    });
    expect(early.memberById.size).toBe(2);
    expect(roleOfDevice(applied(early, admission), idOf(newcomer))).toBe('steward');
  });

  it('withdraws an invite, and lets in stay who came by it', () => {
    const withdrawal: RosterChange = { type: 'withdrawal', invite: invitation.invite };
    const used = applied(applied(roster, invitation), admission);
    const withdrawn = applied(used, withdrawal);
    expect(withdrawn.withdrawnInvites).toEqual(new Set([invite]));
    expect(roleOfDevice(withdrawn, idOf(newcomer))).toBe('member');
    expect(refusal(withdrawal, by(member, 'member'), used)).toBe('author-may-not');
    // One for an own device is taken back by the member whose it is, from any device.
    const own = applied(roster, { ...invitation, purpose: 'own-device' }, by(member, 'member'));
    const others = applied(own, withdrawal, by(hostile, 'reader'));
    expect(others.withdrawnInvites.size).toBe(0);
    const mine = { ...by(newcomer, 'member'), member: memberOfKeys(member) };
    expect(applied(others, withdrawal, mine).withdrawnInvites).toEqual(new Set([invite]));
  });

  it('lets anybody write an invite for an own device, but not in place of another invite', () => {
    const own: Invitation = { ...invitation, purpose: 'own-device', envelopes: [], role: 'reader' };
    expect(refusal(own, by(member, 'reader'))).toBeUndefined();
    expect(refusal({ ...own, role: 'member' }, by(member, 'reader'))).toBe('author-may-not');
    for (const order of [
      [own, invitation],
      [invitation, own],
    ]) {
      const view = order.reduce(
        (to, change) => applied(to, change, change === own ? by(member, 'reader') : steward),
        roster,
      );
      expect(view.inviteById.get(invite)?.purpose).toBe('newcomer');
    }
  });

  it('declines a knock, with the reason that sorts first', () => {
    const knock = admission.knock;
    const declined = ['no', 'later', 'never'].reduce(
      (view, reason) => applied(view, { type: 'declining', knock, reason }),
      roster,
    );
    expect(declined.declinedKnocks).toEqual(new Map([[hexFromBytes(knock), 'later']]));
    expect(roleOfDevice(applied(declined, admission), idOf(newcomer))).toBe('member');
  });

  it('notes who asks to go, and changes nothing else', () => {
    const gone = applied(roster, { type: 'leaving' }, by(member, 'reader'));
    expect(gone.leaving.members).toEqual(new Set([memberOfKeys(member)]));
    expect(gone.memberById).toEqual(roster.memberById);
    const two = applied(roster, ownDevice, by(member, 'member'));
    const drop = (keys: Keys): RosterChange => ({
      type: 'leaving',
      device: keys.signing.publicKey,
    });
    const dropped = applied(two, drop(newcomer), by(member, 'member'));
    expect(dropped.leaving.devices).toEqual(new Set([idOf(newcomer)]));
    expect(refusal(drop(founder), by(member, 'member'))).toBe('not-own-device');
    expect(applied(two, drop(newcomer)).leaving.devices.size).toBe(0);
    expect(
      refusal({ type: 'leaving' }, { signing: hostile.signing.publicKey, role: 'reader' }),
    ).toBe('author-unknown');
  });

  it('says nothing of who belongs, where it is about keys', () => {
    const epochId = fixedBytes(32, 3);
    const handover: RosterChange = {
      type: 'handover',
      epochId,
      device: member.signing.publicKey,
      envelope: new Uint8Array(1168),
    };
    const keys: readonly (readonly [RosterChange, Role])[] = [
      [{ type: 'succession', epochId, sealed: new Uint8Array(41), envelopes: [] }, 'steward'],
      [handover, 'reader'],
      [{ type: 'disclosure', epochId, secret: epochId }, 'reader'],
    ];
    for (const [change, role] of keys) {
      expect(applied(roster, change, by(member, role))).toBe(roster);
      const below = role === 'steward' ? 'member' : undefined;
      expect(refusal(change, by(member, below))).toMatch(/^author-/);
    }
  });
});
