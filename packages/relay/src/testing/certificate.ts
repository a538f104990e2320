/**
 * A self-signed certificate made on the spot, so that no private key lies in the repository. As small
 * as X.509 allows (RFC 5280, version 1, Ed25519 by RFC 8410): enough to test our TLS, trusted by nobody.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tag = { integer: 0x02, bits: 0x03, object: 0x06, utcTime: 0x17, sequence: 0x30 };

/** Tag, length, content; every content here is shorter than 128 bytes or between 128 and 255. */
const der = (of: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([of, ...length]), content]);
};

export const createCertificate = async (): Promise<{ tlsCert: string; tlsKey: string }> => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const algorithm = der(tag.sequence, der(tag.object, Buffer.from([0x2b, 0x65, 0x70])));
  const name = der(tag.sequence);
  const time = (text: string): Buffer => der(tag.utcTime, Buffer.from(text));
  const signed = der(
    tag.sequence,
    der(tag.integer, Buffer.from([1])),
    algorithm,
    name,
    der(tag.sequence, time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(tag.bits, Buffer.from([0]), sign(null, signed, privateKey));
  const certificate = der(tag.sequence, signed, algorithm, signature).toString('base64');
  const folder = await mkdtemp(join(tmpdir(), 'samphire-relay-'));
  const tlsCert = join(folder, 'cert.pem');
  const tlsKey = join(folder, 'key.pem');
  await writeFile(
    tlsCert,
    `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  );
  await writeFile(tlsKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { tlsCert, tlsKey };
};
