/**
 * The groups of this device as the app sees them: what core says of the vault, which groups are
 * open, and the knock under way. Plain values and a few actions; screens subscribe to it. It knows
 * no DOM and no link; the platform's parts were given to core before.
 */
import type {
  CreateRefusal,
  GroupSummary,
  InviteFacts,
  InviteRefusal,
  KnockRefusal,
  Knocking,
  OpenGroup,
  OpenRefusal,
  Result,
  Samphire,
} from './core.ts';
import { accepted } from './core.ts';

export type Phase =
  | { readonly name: 'opening' }
  | { readonly name: 'ready' }
  | { readonly name: 'refused'; readonly refusal: OpenRefusal };

export type GroupPhase =
  | { readonly name: 'opening' }
  | { readonly name: 'open'; readonly group: OpenGroup }
  | { readonly name: 'refused'; readonly refusal: OpenRefusal }
  | { readonly name: 'absent' };

export interface Session {
  phase(): Phase;
  /** In the order of their ordinals, which begin at 1. */
  groups(): readonly GroupSummary[];
  /** The group of this ordinal; begins to open it if it is closed. */
  group(ordinal: number): GroupPhase;
  openGroups(): readonly { readonly ordinal: number; readonly group: OpenGroup }[];
  ordinalOf(id: string): number | undefined;
  begin(): Promise<void>;
  /** Opens every group, so that all of them are kept in step and knocks are heard everywhere. */
  openAll(): void;
  /** Tries again to open what was refused. */
  retry(ordinal: number): void;
  createGroup(wish: {
    readonly name: string;
    readonly handle: string;
  }): Promise<Result<number, CreateRefusal>>;
  readInvite(fragment: string): Result<InviteFacts, InviteRefusal>;
  knock(wish: {
    readonly fragment: string;
    readonly handle: string;
  }): Promise<Result<Knocking, KnockRefusal>>;
  knocking(): Knocking | undefined;
  stopKnocking(): void;
  /** The knock has led into the group: forget it. */
  doneKnocking(): void;
  subscribe(listener: () => void): () => void;
}

/** `relays`: the signalling addresses that a group created here begins with. */
export function createSession(samphire: Samphire, relays: readonly string[]): Session {
  const listeners = new Set<() => void>();
  const phases = new Map<string, GroupPhase>();
  let phase: Phase = { name: 'opening' };
  let knocking: Knocking | undefined;

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const settle = (id: string, next: GroupPhase): void => {
    phases.set(id, next);
    tell();
  };
  const open = async (id: string): Promise<void> => {
    phases.set(id, { name: 'opening' });
    const opened = await samphire.openGroup(id);
    settle(
      id,
      opened.ok
        ? { name: 'open', group: opened.value }
        : { name: 'refused', refusal: opened.refusal },
    );
  };

  return {
    phase: () => phase,
    groups: () => samphire.groups(),
    group: (ordinal) => {
      const summary = samphire.groups()[ordinal - 1];
      if (summary === undefined)
        return phase.name === 'opening' ? { name: 'opening' } : { name: 'absent' };
      const known = phases.get(summary.id);
      if (known !== undefined) return known;
      void open(summary.id);
      return { name: 'opening' };
    },
    openGroups: () =>
      samphire.groups().flatMap((summary, index) => {
        const known = phases.get(summary.id);
        return known?.name === 'open' ? [{ ordinal: index + 1, group: known.group }] : [];
      }),
    ordinalOf: (id) => {
      const index = samphire.groups().findIndex((summary) => summary.id === id);
      return index === -1 ? undefined : index + 1;
    },
    begin: async () => {
      const ready = await samphire.ready();
      phase = ready.ok ? { name: 'ready' } : { name: 'refused', refusal: ready.refusal };
      tell();
    },
    openAll: () => {
      for (const { id, state } of samphire.groups())
        if (state === 'member' && !phases.has(id)) void open(id);
    },
    retry: (ordinal) => {
      const summary = samphire.groups()[ordinal - 1];
      if (summary === undefined) return;
      void open(summary.id);
      tell();
    },
    createGroup: async ({ name, handle }) => {
      const created = await samphire.createGroup({ name, handle, relays });
      if (!created.ok) return created;
      settle(created.value.id, { name: 'open', group: created.value });
      const index = samphire.groups().findIndex((summary) => summary.id === created.value.id);
      return accepted(index + 1);
    },
    readInvite: (fragment) => samphire.readInvite(fragment),
    knock: async (wish) => {
      const knocked = await samphire.knock(wish);
      if (!knocked.ok) return knocked;
      knocking = knocked.value;
      knocking.subscribe(() => {
        const group = knocking?.group();
        if (group !== undefined) phases.set(group.id, { name: 'open', group });
        tell();
      });
      tell();
      return knocked;
    },
    knocking: () => knocking,
    stopKnocking: () => {
      knocking?.cancel();
      knocking = undefined;
      tell();
    },
    doneKnocking: () => {
      knocking = undefined;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
