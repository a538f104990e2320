import { expect, test } from 'vitest';
import { createSeededEnv } from '../testing/env.ts';
import { createDeviceKeys, decodeDeviceKeys, encodeDeviceKeys } from './device.ts';

test('a device gets its own keys, and has them again from its 64 bytes of seeds', () => {
  const env = createSeededEnv(3);
  const founder = createDeviceKeys(env);
  const member = createDeviceKeys(env);
  expect(founder.signing.publicKey).toHaveLength(32);
  expect(founder.wrapping.publicKey).toHaveLength(1_216);
  expect(member.signing.publicKey).not.toEqual(founder.signing.publicKey);
  expect(founder.signing.seed).not.toEqual(founder.wrapping.seed);
  const seeds = encodeDeviceKeys(founder);
  expect(seeds).toHaveLength(64);
  expect(decodeDeviceKeys(seeds)).toEqual(founder);
});

test('decoded keys do not change with the bytes that they came from', () => {
  const keys = createDeviceKeys(createSeededEnv(4));
  const seeds = encodeDeviceKeys(keys);
  const decoded = decodeDeviceKeys(seeds);
  seeds.fill(0);
  expect(decoded).toEqual(keys);
});

test('other lengths are no keys', () => {
  for (const length of [0, 63, 65]) {
    expect(decodeDeviceKeys(new Uint8Array(length))).toBeUndefined();
  }
});
