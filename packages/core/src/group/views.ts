/**
 * What a group shows of its members and of its own state, derived afresh from what it holds. Pure.
 */
import type { Chain } from '../ledger/chain.ts';
import { mayDo } from '../roster/authority.ts';
import { roleOfDevice } from '../roster/roster.ts';
import type { History } from './counting/history.ts';
import type { Engine } from './engine.ts';
import type { DeviceView, DisputeView, KeysView, WriteObstacle } from './governing.ts';
import type { LinkStatus, PeerIdentity } from './ports.ts';
import type { Session } from './session.ts';
import type { MemberView } from './types.ts';

export const memberViews = (
  session: Session,
  peers: readonly PeerIdentity[],
): readonly MemberView[] => {
  const { roster, ownFeeds, presence, standing, member: me, device: own } = session;
  const present = new Set(peers.map((peer) => peer.device));
  return [...roster.memberById.values()].map((member) => {
    const here = member.devices.filter((device) => present.has(device));
    const openDocument = here
      .map((device) => presence.documentOf(device))
      .find((document) => document !== undefined);
    const isMe = member.id === me;
    return {
      id: member.id,
      handle: member.handle,
      role: member.role,
      devices: member.devices.map((device) =>
        deviceView(session, device, device === own || present.has(device)),
      ),
      isMe,
      isPresent: isMe || here.length > 0,
      ...(openDocument === undefined ? {} : { openDocument }),
      hasEverything: isMe || member.devices.some((device) => standing.holds(device, ownFeeds)),
    };
  });
};

const deviceView = (session: Session, device: string, isPresent: boolean): DeviceView => {
  const { engine, standing, device: own } = session;
  const feeds = engine.ledger.chains.filter((chain) => chain.feed.device === device);
  const lastDeedSeconds = standing.lastDeedOf(device);
  return {
    id: device,
    isThis: device === own,
    isPresent,
    entries: feeds.reduce((sum, chain) => sum + chain.height, 0),
    ...(lastDeedSeconds === undefined ? {} : { lastDeedAt: lastDeedSeconds * 1000 }),
    hasMoved: engine.history.isHere(device, engine.current.id),
  };
};

/** The same peer may be reached over several links. */
export const peersOf = (links: readonly LinkStatus[]): readonly PeerIdentity[] =>
  links.flatMap((link) => link.peers);

/** Why this device can write nothing now. */
export const obstacleOf = (engine: Engine, device: string): WriteObstacle | undefined => {
  const { history, book, roster } = engine;
  const { cutOff } = history.lineage;
  if (cutOff) return { type: 'removed', by: cutOff.author.member, sealedTo: cutOff.sealedTo };
  if (!history.stateOf(book.hint.id)) return { type: 'checking-history' };
  const role = roleOfDevice(roster, device);
  if (role === undefined) return { type: 'awaiting-admission' };
  return mayDo(role, 'write-documents', roster.policy) ? undefined : { type: 'reader' };
};

export const keysView = (engine: Engine): KeysView => {
  const devices = [...engine.roster.deviceById.keys()];
  const { id, charter } = engine.current;
  return {
    number: charter.number,
    moved: devices.filter((device) => engine.history.isHere(device, id)).length,
    devices: devices.length,
  };
};

/** Only while there is something to choose, or somebody else has still to choose. */
export const disputeView = ({ lineage }: History): DisputeView | undefined =>
  lineage.dispute && {
    sides: lineage.dispute.map((side) => ({
      id: side.id,
      by: side.by.member,
      removes: side.removes ?? [],
      followers: side.followers,
      needed: side.needed,
      isFollowedHere: side.isFollowedHere,
    })),
  };

/** Entries of the group held here, and how many of them these devices are known to hold. */
export const entriesHeldBy = (
  session: Session,
  devices: readonly string[],
): { readonly entries: number; readonly known: number } => {
  const { chains } = session.engine.ledger;
  const knownOf = (chain: Chain): number =>
    Math.max(0, ...devices.map((device) => session.standing.heightOf(device, chain)));
  return {
    entries: chains.reduce((sum, chain) => sum + chain.height, 0),
    known: chains.reduce((sum, chain) => sum + Math.min(chain.height, knownOf(chain)), 0),
  };
};
