/**
 * Wipes this device: other tabs let go, this one drops what it holds, everything of the origin is
 * erased and looked for again. The same code can be tried out on things made for the purpose, which
 * it has to pass before anybody may rely on it silently. Draws nothing.
 */
import { eraseFrom, type Ground, type Leftover, type Wish } from './erasing.ts';
import type { OtherTabs } from './other-tabs.ts';

export type WipePhase =
  | { readonly name: 'idle' }
  | { readonly name: 'wiping' }
  | { readonly name: 'wiped' }
  | { readonly name: 'partly'; readonly left: readonly Leftover[] };

export interface Wiping {
  phase(): WipePhase;
  /** Never throws: what could not be erased is in the phase that it ends with. */
  wipe(): Promise<WipePhase>;
  /** Makes a database, a cache and an entry of each storage, and erases them: what was left of them. */
  tryOut(): Promise<readonly Leftover[]>;
  /** What was wiped is over; what begins now is a new device. */
  forget(): void;
  subscribe(listener: () => void): () => void;
}

export interface WipingFacts {
  readonly ground: Ground;
  readonly tabs: OtherTabs;
  /** The database that holds the keys of all others. */
  readonly vaultName: string;
  /** Drops keys, groups and documents of this tab from memory. */
  readonly letGo: () => Promise<void>;
  /** Leaves something of every kind under this name. */
  readonly leaveTraces: (name: string) => Promise<void>;
}

const trialName = 'samphire-trial';

export function createWiping({ ground, tabs, vaultName, letGo, leaveTraces }: WipingFacts): Wiping {
  const listeners = new Set<() => void>();
  let phase: WipePhase = { name: 'idle' };
  let running: Promise<WipePhase> | undefined;

  const enter = (next: WipePhase): WipePhase => {
    phase = next;
    for (const listener of [...listeners]) listener();
    return phase;
  };
  const everything: Wish = { isMeant: () => true, first: vaultName };
  const wipe = async (): Promise<WipePhase> => {
    enter({ name: 'wiping' });
    tabs.tell('wipe');
    await letGo();
    const left = await eraseFrom(ground, everything);
    tabs.tell('wiped');
    return enter(left.length === 0 ? { name: 'wiped' } : { name: 'partly', left });
  };

  return {
    phase: () => phase,
    wipe: () => {
      running ??= wipe().finally(() => {
        running = undefined;
      });
      return running;
    },
    tryOut: async () => {
      await leaveTraces(trialName);
      return eraseFrom(ground, { isMeant: (name) => name === trialName, first: trialName });
    },
    forget: () => void enter({ name: 'idle' }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
