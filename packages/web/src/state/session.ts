/**
 * The groups of this device as the app sees them: what core says of the vault, which groups are
 * open, and the knocks under way. Plain values and a few actions; screens subscribe to it. It knows
 * no DOM and no link; the platform's parts were given to core before.
 */
import type { Messages } from '../i18n/en.ts';
import { accepted } from './core.ts';
import type {
  GroupId,
  GroupSummary,
  InviteFacts,
  InviteRefusal,
  Knocking,
  OpenGroup,
  Protection,
  Result,
  Samphire,
  SamphireRefusal,
} from './core.ts';

export type Phase =
  | { readonly name: 'opening' }
  | { readonly name: 'ready' }
  /** A passphrase is needed first; nothing of any group is in memory. */
  | { readonly name: 'locked' }
  | { readonly name: 'refused'; readonly refusal: SamphireRefusal };

export type GroupPhase =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly group: OpenGroup }
  | { readonly name: 'refused'; readonly refusal: SamphireRefusal }
  /** Nobody has let this device in yet. */
  | { readonly name: 'knocking' }
  | { readonly name: 'absent' };

/** A group of this device, with its place in the addresses of the app. */
export interface GroupEntry extends GroupSummary {
  readonly ordinal: number;
  /** Empty until the group is open and its directory has arrived. */
  readonly name: string;
}

/** What a group is called in a list: its name, or why it has none yet. */
export const groupTitle = (group: GroupEntry, { welcome }: Messages): string =>
  group.name || (group.state === 'member' ? welcome.unnamed : welcome.knockedAt);

export interface Session {
  phase(): Phase;
  /** Unknown until the vault has been looked at. */
  protection(): Protection | undefined;
  /** In the order of their ordinals, which begin at 1. */
  groups(): readonly GroupEntry[];
  group(ordinal: number): GroupPhase;
  openGroups(): readonly { readonly ordinal: number; readonly group: OpenGroup }[];
  ordinalOf(id: GroupId): number | undefined;
  /** The knock at the door of this group, if it is under way. */
  knocking(ordinal: number): Knocking | undefined;
  /** Reads the vault, opens every group, and goes on with every knock. */
  begin(): Promise<void>;
  /** Reads the vault again: another tab wrote it. */
  refresh(): Promise<void>;
  /** Tries again to open what was refused. */
  retry(ordinal: number): void;
  /** The ordinal of the new group. */
  createGroup(wish: {
    readonly name: string;
    readonly handle: string;
  }): Promise<Result<number, SamphireRefusal>>;
  readInvite(fragment: string): Result<InviteFacts, InviteRefusal>;
  /** The ordinal of the group that is knocked at. */
  knock(wish: {
    readonly fragment: string;
    readonly handle: string;
  }): Promise<Result<number, SamphireRefusal>>;
  forgetKnock(ordinal: number): Promise<Result<void, SamphireRefusal>>;
  /**
   * Takes every group and knock out of here at once; resolves when core has written what they were
   * gathering, closed them, and dropped the keys. `device`: in all its tabs.
   */
  lock(where: 'device' | 'tab'): Promise<void>;
  /** Writes what open groups are still gathering; how that went is in each group's status. */
  flush(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** `relays`: the signalling addresses that a group created here begins with. */
export function createSession(samphire: Samphire, relays: readonly string[]): Session {
  const listeners = new Set<() => void>();
  const phases = new Map<GroupId, GroupPhase>();
  const knockings = new Map<GroupId, Knocking>();
  let phase: Phase = { name: 'opening' };
  let protection: Protection | undefined;
  let summaries: readonly GroupSummary[] = [];
  /** Counts lockings: what was asked for before one must not appear after it. */
  let era = 0;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const summaryOf = (ordinal: number): GroupSummary | undefined => summaries[ordinal - 1];
  const ordinalOf = (id: GroupId): number | undefined => {
    const index = summaries.findIndex((summary) => summary.id === id);
    return index === -1 ? undefined : index + 1;
  };
  const keepOpen = (group: OpenGroup): void => {
    phases.set(group.id, { name: 'open', group });
    // Who knocks and what a group is called are shown outside the group, too.
    group.subscribe(tell);
  };
  const open = async (id: GroupId): Promise<void> => {
    const asked = era;
    phases.set(id, { name: 'opening' });
    const opened = await samphire.openGroup(id);
    if (asked !== era) return opened.ok ? opened.value.close() : undefined;
    if (opened.ok) keepOpen(opened.value);
    else phases.set(id, { name: 'refused', refusal: opened.refusal });
    tell();
  };
  const keepKnocking = (id: GroupId, knocking: Knocking): void => {
    knockings.get(id)?.stop();
    knockings.set(id, knocking);
    knocking.subscribe(() => {
      const group = knocking.group();
      if (group !== undefined && knockings.delete(id)) {
        keepOpen(group);
        void refresh();
      }
      tell();
    });
  };
  const resume = async (id: GroupId): Promise<void> => {
    const asked = era;
    const resumed = await samphire.resumeKnock(id);
    if (asked !== era) return resumed.ok ? resumed.value.stop() : undefined;
    if (resumed.ok) keepKnocking(id, resumed.value);
    else phases.set(id, { name: 'refused', refusal: resumed.refusal });
    tell();
  };
  /** Whoever was removed may be invited once more: what had ended makes room for it. */
  const closeEnded = async (id: GroupId): Promise<boolean> => {
    const known = phases.get(id);
    if (known?.name !== 'open' || known.group.status().obstacle?.type !== 'removed') return false;
    phases.delete(id);
    await known.group.close();
    return true;
  };
  const refresh = async (): Promise<void> => {
    const asked = era;
    const found = await samphire.protection();
    if (asked !== era) return;
    if (found.ok) protection = found.value;
    // Another tab may have protected the device, or changed its passphrase.
    if (protection === 'locked') return lock('tab');
    const read = found.ok ? await samphire.groups() : found;
    if (asked !== era) return;
    if (read.ok) summaries = read.value;
    phase = read.ok ? { name: 'ready' } : { name: 'refused', refusal: read.refusal };
    tell();
  };
  const lock = async (where: 'device' | 'tab'): Promise<void> => {
    era += 1;
    for (const knocking of knockings.values()) knocking.stop();
    knockings.clear();
    phases.clear();
    summaries = [];
    // Without a passphrase there is nothing to ask for: the groups are let go, not locked.
    if (protection === 'unlocked') protection = 'locked';
    phase = protection === 'locked' ? { name: 'locked' } : { name: 'opening' };
    tell();
    await samphire.lock(where);
  };

  return {
    phase: () => phase,
    protection: () => protection,
    groups: () =>
      summaries.map((summary, index) => {
        const known = phases.get(summary.id);
        const name = known?.name === 'open' ? known.group.name() : '';
        return { ...summary, ordinal: index + 1, name };
      }),
    group: (ordinal) => {
      const summary = summaryOf(ordinal);
      if (summary === undefined)
        return phase.name === 'opening' ? { name: 'opening' } : { name: 'absent' };
      const known = phases.get(summary.id);
      if (known !== undefined) return known;
      if (summary.state === 'knocking') return { name: 'knocking' };
      void open(summary.id);
      return { name: 'opening' };
    },
    openGroups: () =>
      summaries.flatMap(({ id }, index) => {
        const known = phases.get(id);
        return known?.name === 'open' ? [{ ordinal: index + 1, group: known.group }] : [];
      }),
    ordinalOf,
    knocking: (ordinal) => {
      const summary = summaryOf(ordinal);
      return summary === undefined ? undefined : knockings.get(summary.id);
    },
    begin: async () => {
      await refresh();
      for (const { id, state } of summaries)
        if (state === 'knocking') void resume(id);
        else if (!phases.has(id)) void open(id);
    },
    refresh,
    lock,
    retry: (ordinal) => {
      const summary = summaryOf(ordinal);
      if (summary === undefined) return;
      void (summary.state === 'knocking' ? resume(summary.id) : open(summary.id));
      tell();
    },
    createGroup: async (wish) => {
      const created = await samphire.createGroup({ ...wish, relays });
      if (!created.ok) return created;
      keepOpen(created.value);
      await refresh();
      return accepted(ordinalOf(created.value.id) ?? summaries.length);
    },
    readInvite: (fragment) => samphire.readInvite(fragment),
    knock: async (wish) => {
      const invite = samphire.readInvite(wish.fragment);
      if (!invite.ok) return invite;
      const again = await closeEnded(invite.value.groupId);
      const knocked = await samphire.knock({ ...wish, again });
      if (!knocked.ok) return knocked;
      keepKnocking(invite.value.groupId, knocked.value);
      await refresh();
      return accepted(ordinalOf(invite.value.groupId) ?? summaries.length);
    },
    forgetKnock: async (ordinal) => {
      const summary = summaryOf(ordinal);
      if (summary === undefined) return accepted(undefined);
      knockings.get(summary.id)?.stop();
      knockings.delete(summary.id);
      phases.delete(summary.id);
      const forgotten = await samphire.forgetKnock(summary.id);
      await refresh();
      return forgotten;
    },
    flush: async () => {
      await Promise.all(
        [...phases.values()].flatMap((known) =>
          known.name === 'open' ? [known.group.flush()] : [],
        ),
      );
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
