/**
 * What the app may use of core. Links and stores have entry points of their own, so that they load
 * when they are needed.
 */
export { createSamphire } from './group/samphire.ts';
export type {
  GroupSummary,
  InviteFacts,
  Platform,
  Samphire,
  SamphireRefusal,
} from './group/samphire.ts';
export type { Locking, LockRefusal, Protection } from './group/locking.ts';
export type { Knocking } from './group/knocking.ts';
export type * from './group/governing.ts';
export type * from './group/ports.ts';
export type * from './group/types.ts';
export type { Env } from './lib/env.ts';
export * as limits from './lib/limits.ts';
export { accepted, refused, type Result } from './lib/result.ts';
export { loadFastCrypto } from './crypto/backend.ts';
