/**
 * Whether this device is protected, for every element that says so. The shell writes it down when
 * the session has found out.
 */
import type { Protection } from './core.ts';

export interface ProtectionNote {
  /** Unknown until the vault has been looked at. */
  current(): Protection | undefined;
  set(next: Protection | undefined): void;
  subscribe(listener: () => void): () => void;
}

export function createProtectionNote(): ProtectionNote {
  const listeners = new Set<() => void>();
  let protection: Protection | undefined;
  return {
    current: () => protection,
    set: (next) => {
      if (next === protection) return;
      protection = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
