/**
 * The sentence that is always in sight: what of one's own edits is safe here, who else has them,
 * who is near. A pure function of the group's status and the language.
 */
import type { GroupStatus } from './core.ts';
import type { Messages } from '../i18n/en.ts';
import type { WriteObstacle as BrowserObstacle } from './write-obstacle.ts';

export interface SavedFacts {
  /** In the order in which they are read. */
  readonly parts: readonly string[];
  readonly tone: 'calm' | 'waiting' | 'trouble';
}

export interface Saved {
  readonly status: GroupStatus;
  /** The device that this is; its other tabs are not somebody near. */
  readonly ownDevice: string;
  /** What keeps this browser from writing at all. */
  readonly browser: BrowserObstacle | undefined;
  /** Stewards removed each other, and nobody is followed yet: nothing is sent. */
  readonly isDisputed: boolean;
}

export function savedFacts(facts: Saved, t: Messages): SavedFacts {
  const { status } = facts;
  const { saved } = t;
  const here = hereSentence(status, facts.browser, t);
  const others =
    status.otherMembers === 0
      ? saved.alone
      : saved.reached(status.reachedMembers, status.otherMembers);
  // Who may not write has nothing of their own that others could have.
  const written = status.obstacle === undefined ? [here, others] : [here];
  const withheld = facts.isDisputed ? [t.members.notSentInDispute] : [];
  // Nobody near can hand on anything to whom the group has cut off.
  if (status.obstacle?.type === 'removed') return { parts: written, tone: 'trouble' };
  const near = devicesNear(status, facts.ownDevice);
  return {
    parts: [
      ...written,
      ...withheld,
      relaySentence(status, t),
      near === 0 ? saved.nobodyNear : saved.near(near),
    ],
    tone: toneOf(facts),
  };
}

/** What of one's own edits is safe on this device, or why there can be none. */
export function hereSentence(
  { obstacle, saved: state }: GroupStatus,
  browser: BrowserObstacle | undefined,
  { saved, members }: Messages,
): string {
  if (obstacle === undefined)
    return { saved: saved.here, saving: saved.savingHere, 'not-saved': saved.notHere }[state];
  // No admission helps where the browser keeps every tab from writing.
  if (browser !== undefined && obstacle.type === 'awaiting-admission')
    return saved.obstacles[browser];
  return members.obstacleLines[obstacle.type];
}

/** Other devices that are connected now, over whatever link, each counted once. */
const devicesNear = (status: GroupStatus, ownDevice: string): number =>
  new Set(
    status.links
      .flatMap((link) => link.peers.map((peer) => peer.device))
      .filter((device) => device !== ownDevice),
  ).size;

function relaySentence(status: GroupStatus, { saved }: Messages): string {
  const addresses = status.links.flatMap((link) => link.addresses);
  if (addresses.length === 0) return saved.noRelay;
  return addresses.some((address) => address.reached) ? saved.relayReached : saved.relayNotReached;
}

function toneOf({ status, browser, isDisputed }: Saved): SavedFacts['tone'] {
  if (browser !== undefined || status.saved === 'not-saved' || status.storeRefusal !== undefined)
    return 'trouble';
  const everybodyHasIt = status.reachedMembers === status.otherMembers;
  if (isDisputed || !(status.obstacle === undefined || status.obstacle.type === 'reader'))
    return 'waiting';
  return everybodyHasIt || status.obstacle !== undefined ? 'calm' : 'waiting';
}
