import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const bytesOf = (...parts: readonly (readonly number[] | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)),
  );

describe('decoding the bytes of a text file', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    expect(decodeText(bytesOf('café ټ'))).toEqual({
      text: 'café ټ',
      encoding: 'utf-8',
      hadBom: false,
    });
    expect(decodeText(bytesOf([0xef, 0xbb, 0xbf], 'ټ'))).toEqual({
      text: 'ټ',
      encoding: 'utf-8',
      hadBom: true,
    });
  });

  it('reads UTF-16 of both orders by its mark', () => {
    const little = Buffer.from('\ufeffسlé', 'utf16le');
    expect(decodeText(little)).toEqual({ text: 'سlé', encoding: 'utf-16le', hadBom: true });
    const big = Buffer.from(little).swap16();
    expect(decodeText(big)).toEqual({ text: 'سlé', encoding: 'utf-16be', hadBom: true });
  });

  it('takes bytes that are no UTF-8 for windows-1252', () => {
    const bytes = bytesOf('caf', [0xe9], ' 5 ', [0x80, 0x20, 0x93], 'x', [0x94, 0x9f]);
    expect(decodeText(bytes)).toEqual({
      text: 'café 5 € “x”Ÿ',
      encoding: 'windows-1252',
      hadBom: false,
    });
  });

  it('reads long files in pieces and drops half a character at the end', () => {
    const text = 'tents, '.repeat(20_000);
    expect(decodeText(Buffer.from(`\ufeff${text}`, 'utf16le')).text).toBe(text);
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41)).text).toBe('');
    expect(decodeText(new Uint8Array()).text).toBe('');
  });
});
