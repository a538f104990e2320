/**
 * The way in: what the app does before a group is open. Reads and writes the vault, creates groups,
 * reads invites, knocks and waits for the welcome. Everything that touches the platform comes in as
 * a port.
 */
import type { SlowHash } from '../crypto/slow.ts';
import type { VaultRefusal } from '../identity/vault.ts';
import { hexFromBytes } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';
import { accepted, refused, type Result } from '../lib/result.ts';
import { decodeInviteLink, refusalOfExpiry, type InviteLink } from '../roster/invite.ts';
import { deviceIdOf, refusalOfHandle } from '../roster/member.ts';
import type { WelcomeRefusal } from '../roster/welcome.ts';
import { foundGroup, prepareKnock } from './first-steps.ts';
import { startKnocking, type Knocking } from './knocking.ts';
import { createLock } from './lock.ts';
import type { Locking } from './locking.ts';
import { copyBytesInside } from './origins.ts';
import type { Doorbell, Link, Store, StoreRefusal, VaultStore } from './ports.ts';
import type { GroupId, InviteRefusal, OpenGroup, WriteRefusal } from './types.ts';
import type { Membership, OpenKnock, VaultRecord } from './vault-contents.ts';
import { createVault, type PutRefusal } from './vault.ts';

/** What core needs of the machine that it runs on. */
export interface Platform {
  readonly env: Env;
  readonly vault: VaultStore;
  readonly openStore: (name: string) => Store;
  /**
   * Links and doorbell of the room of one epoch, over the same signalling addresses. Idle until they
   * are started.
   */
  readonly connect: (addresses: readonly string[]) => {
    readonly links: readonly Link[];
    readonly doorbell: Doorbell;
  };
  /** A doorbell alone, for a newcomer. */
  readonly createDoorbell: (addresses: readonly string[]) => Doorbell;
  /** Hashes passphrases elsewhere than on this thread, which they would hold for a second. */
  readonly hashSlowly?: SlowHash;
}

export interface GroupSummary {
  readonly id: GroupId;
  readonly handle: string;
  readonly state: 'member' | 'knocking';
}

/** What an invite says before anybody knocks. */
export interface InviteFacts {
  readonly groupId: GroupId;
  readonly relays: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

export type SamphireRefusal =
  /** More groups and open knocks than a device keeps. */
  PutRefusal | WriteRefusal | InviteRefusal | WelcomeRefusal | { readonly type: 'group-unknown' };

/** While the device is locked, whatever needs the vault answers `vault-locked`. */
export interface Samphire extends Locking {
  /** Every group of this device, from the vault. */
  groups(): Promise<Result<readonly GroupSummary[], SamphireRefusal>>;
  createGroup(options: {
    readonly name: string;
    readonly handle: string;
    readonly relays: readonly string[];
  }): Promise<Result<OpenGroup, SamphireRefusal>>;
  openGroup(id: GroupId): Promise<Result<OpenGroup, SamphireRefusal>>;
  readInvite(fragment: string): Result<InviteFacts, InviteRefusal>;
  /** Leaves a knock and waits. Goes on with the same knock where one is open for this group. */
  knock(options: {
    readonly fragment: string;
    readonly handle: string;
    /**
     * With a key of its own anew, in place of a membership that has ended: a key that was removed is
     * never let in again. The group must not be open.
     */
    readonly again?: boolean;
  }): Promise<Result<Knocking, SamphireRefusal>>;
  /** Goes on with a knock that was left earlier. */
  resumeKnock(id: GroupId): Promise<Result<Knocking, SamphireRefusal>>;
  /** Forgets a knock that nobody has answered. */
  forgetKnock(id: GroupId): Promise<Result<void, SamphireRefusal>>;
}

export const createSamphire = (platform: Platform): Samphire => {
  const { env } = platform;
  const { keys, locking, hold } = createLock({ ...platform, store: platform.vault });
  const vault = createVault(platform.vault, env, keys);

  /** Takes over the bytes of `membership`: they are overwritten when the group is closed. */
  const openMembership = (
    membership: Membership,
  ): Promise<Result<OpenGroup, StoreRefusal | VaultRefusal>> => {
    const { device, origin } = membership;
    const own = {
      groupId: hexFromBytes(membership.groupId),
      device: deviceIdOf({ signing: device.signing.publicKey }),
    };
    return hold(
      membership,
      async () => {
        // Whoever has no group open, or has locked the device, need not load what one is made of.
        const { openGroup } = await import('./group.ts');
        return openGroup({
          env,
          origin,
          device,
          openStore: platform.openStore,
          connect: platform.connect,
          // Refused where the device was locked meanwhile, or the disk is full: nothing is lost, since
          // the new keys lie sealed in the ledger, to be opened again.
          remember: (newer) => void vault.remember(own, newer),
        });
      },
      (group, letGo) => {
        const close = group.close.bind(group);
        // Whoever closes it, it is no longer held.
        group.close = () => close().finally(letGo);
        return close;
      },
    );
  };

  /** Takes over the bytes of `record`. */
  const follow = (record: OpenKnock, link: InviteLink): Promise<Result<Knocking, VaultRefusal>> =>
    hold(
      record,
      async () =>
        accepted(
          startKnocking({
            knock: record,
            link,
            doorbell: platform.createDoorbell(link.relays),
            env,
            admitted: async (membership) => {
              const kept = await vault.put(membership);
              return kept.ok ? openMembership(membership) : kept;
            },
          }),
        ),
      (knocking, letGo) => {
        const { stop } = knocking;
        knocking.stop = () => {
          stop();
          letGo();
        };
        return stop;
      },
    );

  const recordOf = async (
    id: GroupId,
  ): Promise<Result<VaultRecord | undefined, SamphireRefusal>> => {
    const records = await vault.read();
    return records.ok
      ? accepted(records.value.find((record) => hexFromBytes(record.groupId) === id))
      : records;
  };

  return {
    ...locking,

    groups: async () => {
      const records = await vault.read();
      if (!records.ok) return records;
      return accepted(
        records.value.map((record) => ({
          id: hexFromBytes(record.groupId),
          handle: record.handle,
          state: record.type === 'membership' ? 'member' : 'knocking',
        })),
      );
    },

    createGroup: async ({ name, handle, relays }) => {
      const refusal = refusalOfHandle(handle);
      if (refusal) return refused(refusal);
      const membership = foundGroup(env, handle.trim(), relays);
      const kept = await vault.put(membership);
      if (!kept.ok) return kept;
      const opened = await openMembership(membership);
      if (!opened.ok) return opened;
      const renamed = opened.value.rename(name);
      return renamed.ok ? opened : renamed;
    },

    openGroup: async (id) => {
      const record = await recordOf(id);
      if (!record.ok) return record;
      return record.value?.type === 'membership'
        ? openMembership(copyBytesInside(record.value))
        : refused({ type: 'group-unknown' });
    },

    readInvite: (fragment) => {
      const link = decodeInviteLink(fragment);
      if (!link.ok) return link;
      const expired = refusalOfExpiry(link.value, env);
      if (expired) return refused(expired);
      const { groupId, relays, expiresAt } = link.value;
      return accepted({ groupId: hexFromBytes(groupId), relays, expiresAt });
    },

    knock: async ({ fragment, handle, again = false }) => {
      const link = decodeInviteLink(fragment);
      if (!link.ok) return link;
      const refusal = refusalOfExpiry(link.value, env) ?? refusalOfHandle(handle);
      if (refusal) return refused(refusal);
      const known = await recordOf(hexFromBytes(link.value.groupId));
      if (!known.ok) return known;
      if (known.value?.type === 'membership' && !again) {
        return refused({ type: 'invite-already-member' });
      }
      const open = known.value?.type === 'knock' ? known.value : undefined;
      // The same knock again: a second one would show the steward two of the same handle.
      if (open && open.fragment === fragment.trim() && open.handle === handle.trim()) {
        return follow(copyBytesInside(open), link.value);
      }
      const record = prepareKnock(env, handle.trim(), fragment.trim(), link.value);
      const kept = await vault.put(record);
      return kept.ok ? follow(record, link.value) : kept;
    },

    resumeKnock: async (id) => {
      const record = await recordOf(id);
      if (!record.ok) return record;
      if (record.value?.type !== 'knock') return refused({ type: 'group-unknown' });
      const link = decodeInviteLink(record.value.fragment);
      return link.ok ? follow(copyBytesInside(record.value), link.value) : link;
    },

    forgetKnock: (id) => vault.forget(id, 'knock'),
  };
};
