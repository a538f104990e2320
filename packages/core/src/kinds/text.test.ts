import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiDigits, cleanNote, cleanText, foldText } from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const hardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('\u202a\u202e\u2066\u2067\u2068\u2069\ufeff\n\r\t\0 a٣')),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('\ud800', '\udc00'),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('cleaning a text', () => {
  it('keeps what people write, with joiners and marks', () => {
    for (const text of ['می\u200cخواهم', 'كفش\u200f 43', 'men’s boots – “new”', '👩‍👩‍👧 tents', '']) {
      expect(cleanText(text)).toBe(text);
      expect(cleanNote(text)).toBe(text);
    }
  });

  it('takes away embeddings and overrides, closed or not', () => {
    expect(cleanText('a\u202egpj\u202c.exe')).toBe('agpj.exe');
    expect(cleanText('\u202abegun')).toBe('begun');
  });

  it('keeps isolates that are closed in the same line, and no others', () => {
    expect(cleanText('size \u2068٤٣\u2069 EU')).toBe('size \u2068٤٣\u2069 EU');
    expect(cleanText('open \u2067still open')).toBe('open still open');
    expect(cleanText('closes \u2069 nothing')).toBe('closes  nothing');
    expect(cleanText('\u2066a\u2067b\u2069')).toBe('a\u2067b\u2069');
    expect(cleanNote('one \u2067two\nthree\u2069')).toBe('one two\nthree');
  });

  it('makes one line of a text and keeps the lines of a note', () => {
    expect(cleanText(' one\r\ntwo\tthree\u2028four\0 ')).toBe('one two three four');
    expect(cleanNote(' one\r\ntwo\tthree\u2028four\0 ')).toBe('one\ntwo three\nfour');
  });

  it('replaces halves of characters, which Yjs would write differently than they read', () => {
    expect(cleanText('a\ud800b')).toBe('a\ufffdb');
  });

  it('gives the same when done twice, and never a control that reaches out', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hardText), (text) => {
        const clean = cleanText(text);
        expect(cleanText(clean)).toBe(clean);
        expect(cleanNote(cleanNote(text))).toBe(cleanNote(text));
        expect(clean).not.toMatch(/[\u202a-\u202e\p{Cc}\u2028\u2029\p{Surrogate}]/u);
        let open = 0;
        for (const char of clean) {
          if (/[\u2066-\u2068]/u.test(char)) open += 1;
          else if (char === '\u2069') open -= 1;
          expect(open).toBeGreaterThanOrEqual(0);
        }
        expect(open).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('folding a text', () => {
  it('finds words whatever their case, marks, apostrophes and dashes', () => {
    for (const [one, other] of [
      ['Décathlon  TENTS', 'decathlon tents'],
      ["men's T-shirts", 'MENS t shirts'],
      ['Straße', 'STRASSE'],
      ['İstanbul', 'istanbul'],
      ['أحذية', 'احذيه'],
      ['کفش ورزشی', 'كفش ورزشي'],
      ['بطّانِيّة', 'بطانية'],
      ['می\u200cخواهم', 'میخواهم'],
      ['ګرم', 'گرم'],
      ['size ٤٣', 'size 43'],
      ['size ۴۳', 'size 43'],
      ['ﬁsh', 'fish'],
    ] as const) {
      expect(foldText(one)).toBe(foldText(other));
    }
    expect(foldText('tent')).not.toBe(foldText('tents'));
  });

  it('gives the same when done twice', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads the digits of Arabic and Persian', () => {
    expect(asciiDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 5')).toBe('0123456789 0123456789 5');
  });
});
