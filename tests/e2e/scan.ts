/**
 * Looks for strings in every file of a folder, as raw bytes: UTF-8, UTF-16 (as V8 keeps strings that
 * are not Latin), and base64 in its three alignments.
 *
 * What it covers: everything that a profile or a relay has on disk, logs and databases included.
 * LevelDB may compress a block with Snappy, which leaves text readable except where it repeats what
 * stood before it in the block; so long strings are searched by their pieces too, and a test of the
 * test writes a string through IndexedDB and finds it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface Finding {
  readonly file: string;
  readonly text: string;
  readonly encoding: string;
}

/** A piece this long does not turn up by chance in random bytes. */
const pieceChars = 12;

interface Needle {
  readonly text: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

const needlesOf = (text: string): readonly Needle[] => {
  const last = text.length - pieceChars;
  const pieces = last > pieceChars ? [text, text.slice(0, pieceChars), text.slice(last)] : [text];
  return pieces.flatMap((piece) => [
    { text, encoding: 'utf-8', bytes: Buffer.from(piece, 'utf8') },
    { text, encoding: 'utf-16', bytes: Buffer.from(piece, 'utf16le') },
    ...[0, 1, 2].map((shift) => ({ text, encoding: 'base64', bytes: base64Within(piece, shift) })),
  ]);
};

/** The characters of base64 that stand for `text` alone, when `shift` bytes stand before it. */
const base64Within = (text: string, shift: number): Buffer => {
  const padded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text, 'utf8')]);
  const whole = padded.toString('base64').replace(/=+$/, '');
  return Buffer.from(whole.slice(shift === 0 ? 0 : 4, -2), 'latin1');
};

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [path] : [];
  });

export interface Scan {
  readonly findings: readonly Finding[];
  readonly files: number;
  readonly bytes: number;
}

export const scanFolder = (folder: string, texts: readonly string[]): Scan => {
  const needles = texts.flatMap(needlesOf);
  const findings: Finding[] = [];
  const files = filesUnder(folder);
  let bytes = 0;
  for (const path of files) {
    const content = readFileSync(path);
    bytes += content.length;
    for (const { text, encoding, bytes: needle } of needles) {
      if (needle.length >= 6 && content.includes(needle)) {
        findings.push({ file: relative(folder, path), text, encoding });
      }
    }
  }
  return { findings, files: files.length, bytes };
};
