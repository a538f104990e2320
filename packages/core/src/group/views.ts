/**
 * What a group shows of its members and of its own state, derived afresh from what it holds. Pure.
 */
import type { Chain } from '../ledger/chain.ts';
import type { RosterView } from '../roster/roster.ts';
import type { LinkStatus, PeerIdentity } from './ports.ts';
import type { Presence } from './presence.ts';
import type { Standing } from './standing.ts';
import type { MemberView } from './types.ts';

export interface MemberFacts {
  readonly roster: RosterView;
  /** Own member id, hex. */
  readonly me: string;
  readonly ownFeeds: readonly Chain[];
  readonly peers: readonly PeerIdentity[];
  readonly presence: Presence;
  readonly standing: Standing;
}

export const memberViews = (facts: MemberFacts): readonly MemberView[] => {
  const presentDevices = new Set(facts.peers.map((peer) => peer.device));
  return [...facts.roster.memberById.values()].map((member) => {
    const here = member.devices.filter((device) => presentDevices.has(device));
    const openDocument = here
      .map((device) => facts.presence.documentOf(device))
      .find((document) => document !== undefined);
    const isMe = member.id === facts.me;
    return {
      id: member.id,
      handle: member.handle,
      role: member.role,
      devices: member.devices,
      isMe,
      isPresent: isMe || here.length > 0,
      ...(openDocument === undefined ? {} : { openDocument }),
      hasEverything:
        isMe || member.devices.some((device) => facts.standing.holds(device, facts.ownFeeds)),
    };
  });
};

/** The same peer may be reached over several links. */
export const peersOf = (links: readonly LinkStatus[]): readonly PeerIdentity[] =>
  links.flatMap((link) => link.peers);
