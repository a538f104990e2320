/**
 * A hash that costs memory and time on purpose: Argon2id. For whatever a person can guess or a
 * thief can grind. Knows neither words nor passphrases. Loaded only when first asked for.
 */

/** What one hash costs: memory in KiB (at least 8), and passes over it (at least 1). */
export interface SlowCost {
  readonly memoryKib: number;
  readonly passes: number;
}

/** `slowHash`, or the same done elsewhere: it holds its thread for as long as it takes. */
export type SlowHash = (
  secret: Uint8Array,
  salt: Uint8Array,
  cost: SlowCost,
  length: number,
) => Promise<Uint8Array>;

/** One lane: phones gain nothing from more, and the words must not depend on the machine. */
const lanes = 1;
const memoryKibMin = 8;
const saltBytesMin = 8;
const hashBytesMin = 4;

/**
 * Argon2id (version 1.3, one lane) of `secret` with `salt` (at least 8 bytes): `length` bytes (at
 * least 4). 64 MiB and 3 passes take a quarter of a second to a second in WebAssembly, and several
 * times that in the plain JavaScript that stands in where WebAssembly cannot start.
 *
 * Hazard: WebAssembly computes it in one go, so nothing else runs on the thread meanwhile.
 *
 * Rejects with `RangeError` when a bound is not kept. Source: RFC 9106.
 */
export const slowHash: SlowHash = async (secret, salt, cost, length) => {
  if (salt.length < saltBytesMin) throw new RangeError('slow hash: salt is too short');
  if (!(cost.memoryKib >= memoryKibMin)) throw new RangeError('slow hash: too little memory');
  if (!(cost.passes >= 1)) throw new RangeError('slow hash: too few passes');
  if (!(length >= hashBytesMin)) throw new RangeError('slow hash: length is too short');
  if (secret.length === 0) throw new RangeError('slow hash: empty secret');
  try {
    return await slowHashInWasm(secret, salt, cost, length);
  } catch {
    return slowHashInScript(secret, salt, cost, length);
  }
};

const slowHashInWasm = async (
  secret: Uint8Array,
  salt: Uint8Array,
  cost: SlowCost,
  length: number,
): Promise<Uint8Array> => {
  const { argon2id } = await import('hash-wasm');
  return argon2id({
    password: secret,
    salt,
    parallelism: lanes,
    memorySize: cost.memoryKib,
    iterations: cost.passes,
    hashLength: length,
    outputType: 'binary',
  });
};

/** The same in plain JavaScript. Exported for the test that both agree. */
export const slowHashInScript = async (
  secret: Uint8Array,
  salt: Uint8Array,
  cost: SlowCost,
  length: number,
): Promise<Uint8Array> => {
  const { argon2idAsync } = await import('@noble/hashes/argon2.js');
  return argon2idAsync(secret, salt, {
    t: cost.passes,
    m: cost.memoryKib,
    p: lanes,
    dkLen: length,
    // The bound that the library puts on memory is its default; the caller has chosen.
    maxmem: 2 ** 32 - 1,
  });
};
