/**
 * The only clock, chance and timer that core knows. The web app passes the browser's, the
 * simulation a seeded one with virtual time; nothing else in core may ask the machine.
 */
export interface Env {
  /** Milliseconds since the Unix epoch. May be wrong: nothing that matters rests on it. */
  now(): number;
  /** Cryptographically strong random bytes (seeded in tests). */
  random(length: number): Uint8Array;
  /** Runs `action` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, action: () => void): () => void;
}
