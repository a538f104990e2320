import { describe, expect, it } from 'vitest';
import type { DeviceView, GroupStatus, MemberView, Role } from '../../state/core.ts';
import {
  canActForOneself,
  canGovern,
  changesKeys,
  deedAboutDevice,
  deedsAbout,
  isOnlySteward,
  type Deed,
  type GovernedGroup,
} from './deeds.ts';

const device = (id: string, facts: Partial<DeviceView> = {}): DeviceView => ({
  id,
  isThis: false,
  isPresent: false,
  entries: 0,
  hasMoved: true,
  ...facts,
});
const member = (handle: string, role: Role, facts: Partial<MemberView> = {}): MemberView => ({
  id: handle,
  handle,
  role,
  devices: [device(`${handle} one`)],
  isMe: false,
  isPresent: false,
  hasEverything: true,
  ...facts,
});
const group = (
  members: readonly MemberView[],
  facts: { obstacle?: GroupStatus['obstacle']; isDisputed?: boolean } = {},
): GovernedGroup => ({
  members: () => members,
  dispute: () => (facts.isDisputed === true ? { sides: [] } : undefined),
  status: () => ({
    saved: 'saved',
    reachedMembers: 0,
    otherMembers: 0,
    links: [],
    waitingEntries: 0,
    setAsideEntries: 0,
    ...(facts.obstacle === undefined ? {} : { obstacle: facts.obstacle }),
  }),
});
const say = (deed: Deed): string => ('role' in deed ? `make ${deed.role}` : deed.type);

const me = member('founder', 'steward', { isMe: true });
const other = member('member', 'member');

describe('what is offered about a member', () => {
  it('lets a steward change the role of others, remove them and cut them off', () => {
    expect(deedsAbout(other, group([me, other])).map(say)).toEqual([
      'make steward',
      'make reader',
      'remove',
      'cut-off',
    ]);
  });

  it('offers nothing about others to who is no steward, is cut off, or is in a dispute', () => {
    const mine = member('founder', 'member', { isMe: true });
    const steward = member('steward', 'steward');
    expect(deedsAbout(steward, group([mine, steward]))).toEqual([]);
    const removed = { obstacle: { type: 'removed', sealedTo: 2 } } as const;
    expect(deedsAbout(other, group([me, other], removed))).toEqual([]);
    expect(deedsAbout(other, group([me, other], { isDisputed: true }))).toEqual([]);
  });

  it('lets a steward step down or leave once there is another one', () => {
    const alone = group([me, other]);
    expect(isOnlySteward(alone)).toBe(true);
    expect(deedsAbout(me, alone)).toEqual([]);
    const both = group([me, member('other', 'steward')]);
    expect(isOnlySteward(both)).toBe(false);
    expect(deedsAbout(me, both).map(say)).toEqual(['make member', 'leave']);
  });

  it('lets a reader leave, though a reader writes nothing', () => {
    const reader = member('founder', 'reader', { isMe: true });
    const view = group([reader, member('other', 'steward')], { obstacle: { type: 'reader' } });
    expect(canGovern(view)).toBe(false);
    expect(canActForOneself(view)).toBe(true);
    expect(deedsAbout(reader, view).map(say)).toEqual(['leave']);
  });

  it('offers nothing at all to who was removed', () => {
    const removed = { obstacle: { type: 'removed', sealedTo: 2 } } as const;
    const view = group([me, member('other', 'steward')], removed);
    expect(deedsAbout(me, view)).toEqual([]);
  });
});

describe('what is offered about a device', () => {
  const mine = member('founder', 'steward', {
    isMe: true,
    devices: [device('here', { isThis: true }), device('there')],
  });

  it('drops another device of one’s own, never the one in hand', () => {
    const view = group([mine, other]);
    const [here, there] = mine.devices;
    expect(here && deedAboutDevice(here, mine, view)).toBeUndefined();
    expect(there && deedAboutDevice(there, mine, view)?.type).toBe('drop-device');
  });

  it('removes one of several devices of somebody else; an only one goes with its member', () => {
    const two = member('member', 'member', { devices: [device('a'), device('b')] });
    const [first] = two.devices;
    expect(first && deedAboutDevice(first, two, group([mine, two]))?.type).toBe('remove-device');
    const [only] = other.devices;
    expect(only && deedAboutDevice(only, other, group([mine, other]))).toBeUndefined();
  });
});

describe('whether a deed changes the keys', () => {
  it('does so for everything that takes something away', () => {
    const view = group([me, other]);
    const role = (from: Role, to: Role): Deed => ({
      type: 'change-role',
      member: member('m', from),
      role: to,
    });
    expect(changesKeys(role('reader', 'steward'), view)).toBe(false);
    expect(changesKeys(role('steward', 'member'), view)).toBe(true);
    expect(changesKeys(role('member', 'reader'), view)).toBe(true);
    expect(changesKeys({ type: 'remove', member: other }, view)).toBe(true);
    expect(changesKeys({ type: 'change-keys' }, view)).toBe(true);
    expect(changesKeys({ type: 'leave' }, view)).toBe(false);
  });

  it('leaves the keys to a steward’s device when a member drops a device', () => {
    const drop: Deed = { type: 'drop-device', device: device('old') };
    expect(changesKeys(drop, group([me]))).toBe(true);
    const mine = member('founder', 'member', { isMe: true });
    expect(changesKeys(drop, group([mine, member('other', 'steward')]))).toBe(false);
  });
});
