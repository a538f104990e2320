/**
 * Bytes of a text file, as spreadsheets save them, to text: UTF-8 or UTF-16 with or without a byte
 * order mark, and where it is neither, windows-1252. Core compiles without `TextDecoder`; UTF-8 is
 * decoded by lib0, strictly. It knows nothing of what the text means.
 */
import { decodeUtf8 } from 'lib0/string';

export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly hadBom: boolean;
}

/** Characters that are put together at once: an argument list has its limits. */
const chunkChars = 8_192;

/** What windows-1252 has at 0x80 to 0x9f; five places are free, and stand for themselves. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export const decodeText = (bytes: Uint8Array): DecodedText => {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) {
    return { text: decodeUtf16(bytes, 2, 0), encoding: 'utf-16le', hadBom: true };
  }
  if (first === 0xfe && second === 0xff) {
    return { text: decodeUtf16(bytes, 2, 1), encoding: 'utf-16be', hadBom: true };
  }
  const hadBom = first === 0xef && second === 0xbb && third === 0xbf;
  const utf8 = decodeUtf8OrNothing(hadBom ? bytes.subarray(3) : bytes);
  return utf8 === undefined
    ? { text: decodeWindows1252(bytes), encoding: 'windows-1252', hadBom: false }
    : { text: utf8, encoding: 'utf-8', hadBom };
};

const decodeUtf8OrNothing = (bytes: Uint8Array): string | undefined => {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    // The platform's decoder throws a TypeError for bytes that are not UTF-8, and nothing else.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
};

const decodeUtf16 = (bytes: Uint8Array, start: number, highAt: 0 | 1): string =>
  textOfCodes((bytes.length - start) >> 1, (index) => {
    const at = start + index * 2;
    const [one = 0, other = 0] = [bytes[at], bytes[at + 1]];
    return highAt === 0 ? one | (other << 8) : (one << 8) | other;
  });

const decodeWindows1252 = (bytes: Uint8Array): string =>
  textOfCodes(bytes.length, (index) => {
    const byte = bytes[index] ?? 0;
    return byte >= 0x80 && byte <= 0x9f ? windows1252.charCodeAt(byte - 0x80) : byte;
  });

const textOfCodes = (length: number, codeAt: (index: number) => number): string => {
  const chunks: string[] = [];
  for (let at = 0; at < length; at += chunkChars) {
    const codes = new Uint16Array(Math.min(chunkChars, length - at));
    for (let index = 0; index < codes.length; index += 1) codes[index] = codeAt(at + index);
    chunks.push(String.fromCharCode(...codes));
  }
  return chunks.join('');
};
