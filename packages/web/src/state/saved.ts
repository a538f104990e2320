/**
 * The sentence that is always in sight: what of one's own edits is safe here, who else has them,
 * who is near. A pure function of the group's status and the language.
 */
import type { GroupStatus } from './core.ts';
import type { Messages } from '../i18n/en.ts';
import type { WriteObstacle } from './write-obstacle.ts';

export interface SavedFacts {
  /** In the order in which they are read. */
  readonly parts: readonly string[];
  readonly tone: 'calm' | 'waiting' | 'trouble';
}

/**
 * `ownDevice`: the device that this is; its other tabs are not somebody near. `obstacle`: what keeps
 * this browser from writing at all.
 */
export function savedFacts(
  status: GroupStatus,
  ownDevice: string,
  obstacle: WriteObstacle | undefined,
  t: Messages,
): SavedFacts {
  const { saved } = t;
  const here = hereSentence(status, obstacle, t);
  const others =
    status.otherMembers === 0
      ? saved.alone
      : saved.reached(status.reachedMembers, status.otherMembers);
  // Before the admission has arrived there is nothing of one's own that others could have.
  const written = status.canWrite ? [here, others] : [here];
  const near = devicesNear(status, ownDevice);
  return {
    parts: [...written, relaySentence(status, t), near === 0 ? saved.nobodyNear : saved.near(near)],
    tone: obstacle === undefined ? toneOf(status) : 'trouble',
  };
}

/** What of one's own edits is safe on this device, or why there can be none. */
export function hereSentence(
  status: GroupStatus,
  obstacle: WriteObstacle | undefined,
  { saved }: Messages,
): string {
  if (status.canWrite)
    return { saved: saved.here, saving: saved.savingHere, 'not-saved': saved.notHere }[
      status.saved
    ];
  return obstacle === undefined ? saved.waitingForAdmission : saved.obstacles[obstacle];
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

function toneOf(status: GroupStatus): SavedFacts['tone'] {
  if (status.saved === 'not-saved' || status.storeRefusal !== undefined) return 'trouble';
  const everybodyHasIt = status.reachedMembers === status.otherMembers;
  return status.canWrite && everybodyHasIt ? 'calm' : 'waiting';
}
