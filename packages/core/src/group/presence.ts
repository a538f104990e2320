/**
 * Presence: which device is here and which document it shows. Signed, so that nobody can be made to
 * appear; a counter, so that nothing old can be replayed. Only in memory. Grammar:
 * `docs/protocol.md`, Presence.
 */
import { hashBytes } from '../crypto/hash.ts';
import { signBytes, verifyBytes } from '../crypto/sign.ts';
import type { DeviceKeys } from '../identity/device.ts';
import { bytesFromHex, ByteWriter, concatBytes, hexFromBytes, readStrictly } from '../lib/bytes.ts';
import type { Env } from '../lib/env.ts';

export interface SeenPresence {
  readonly counter: number;
  /** Hex; nothing if no document is shown. */
  readonly document: string | undefined;
}

const noDocument = new Uint8Array(16);

export class Presence {
  readonly #epochId: Uint8Array;
  readonly #device: DeviceKeys;
  readonly #env: Env;
  readonly #seen = new Map<string, SeenPresence>();
  #document: Uint8Array = noDocument;
  #counter = 0;

  constructor(epochId: Uint8Array, device: DeviceKeys, env: Env) {
    this.#epochId = epochId;
    this.#device = device;
    this.#env = env;
  }

  show(document: string | undefined): void {
    this.#document = (document && bytesFromHex(document)) || noDocument;
  }

  /** Device 32, counter 6, document 16 (zeros: none), signature 64. */
  sign(): Uint8Array {
    // The clock only makes the counter outlive this session; it must rise, no more.
    this.#counter = Math.max(this.#counter + 1, Math.max(0, Math.floor(this.#env.now())));
    const body = new ByteWriter()
      .fixed(32, this.#device.signing.publicKey)
      .uint(6, this.#counter)
      .fixed(16, this.#document)
      .bytes();
    return concatBytes(body, signBytes(this.#device.signing.seed, this.#hashOf(body)));
  }

  /** True if something new was learned. `isKnown`: whether a device is on the roster. */
  learn(bytes: Uint8Array, isKnown: (device: string) => boolean): boolean {
    const read = readStrictly('presence', bytes, (reader) => ({
      device: reader.fixed(32),
      counter: reader.uint(6),
      document: reader.fixed(16),
      signature: reader.fixed(64),
    }));
    if (!read.ok) return false;
    const { device, counter, document, signature } = read.value;
    const id = hexFromBytes(device);
    if (!isKnown(id) || counter <= (this.#seen.get(id)?.counter ?? -1)) return false;
    const body = bytes.subarray(0, bytes.length - 64);
    if (!verifyBytes(device, this.#hashOf(body), signature)) return false;
    const isNone = document.every((byte) => byte === 0);
    this.#seen.set(id, { counter, document: isNone ? undefined : hexFromBytes(document) });
    return true;
  }

  documentOf(device: string): string | undefined {
    return this.#seen.get(device)?.document;
  }

  #hashOf(body: Uint8Array): Uint8Array {
    return hashBytes('presence', this.#epochId, body);
  }
}
