/**
 * A hash that costs memory and time on purpose: Argon2id. For whatever a person can guess or a
 * thief can grind. Knows neither words nor passphrases. Loaded only when first asked for.
 */

/**
 * Argon2id (version 1.3, one lane) of `secret` with `salt` (at least 8 bytes): `length` bytes (at
 * least 4). `memoryKib` in KiB (at least 8), `passes` at least 1. Takes about as long as filling
 * that memory `passes` times: 64 MiB and 3 passes are a quarter of a second to a second.
 *
 * Rejects when a bound is not kept or WebAssembly cannot run. Source: RFC 9106.
 */
export const slowHash = async (
  secret: Uint8Array,
  salt: Uint8Array,
  cost: { readonly memoryKib: number; readonly passes: number },
  length: number,
): Promise<Uint8Array> => {
  const { argon2id } = await import('hash-wasm');
  return argon2id({
    password: secret,
    salt,
    parallelism: 1,
    memorySize: cost.memoryKib,
    iterations: cost.passes,
    hashLength: length,
    outputType: 'binary',
  });
};
