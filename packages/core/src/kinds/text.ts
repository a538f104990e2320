/**
 * What becomes of a person's text on its way into and out of a document: it is kept as written,
 * except for what would reach beyond its own cell. And the folding by which texts are compared. It
 * knows no fields.
 *
 * Bidirectional controls: embeddings and overrides (U+202A to U+202E) always go, since even a
 * balanced override shows letters in another order than they are stored. Isolates (U+2066 to
 * U+2069) stay where each is closed in the same line; one that is not goes. Marks (U+200E, U+200F,
 * U+061C) and joiners have no reach and stay: Persian and Pashto are misspelt without them.
 */

const loneSurrogate = /\p{Surrogate}/gu;
const embedding = /[\u202a-\u202e\ufeff]/gu;
const isolate = /[\u2066-\u2069]/u;
const isolateEnd = '\u2069';
const control = /[\p{Cc}\u2028\u2029]+/gu;
const controlInNote = /[^\P{Cc}\n]+/gu;
const lineBreak = /\r\n?|[\u2028\u2029]/gu;

/** Most text is clean; to find that out is much cheaper than to clean it. */
const unclean =
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|^\s|\s$/u;
const ascii = /^[ -~]*$/u;

/** One line, trimmed. Cleaning twice gives the same as once. */
export const cleanText = (text: string): string =>
  unclean.test(text)
    ? withoutLooseIsolates(
        text.replace(loneSurrogate, '\ufffd').replace(embedding, '').replace(control, ' '),
      ).trim()
    : text;

/** As `cleanText`, but line breaks stay. */
export const cleanNote = (text: string): string =>
  text
    .replace(loneSurrogate, '\ufffd')
    .replace(embedding, '')
    .replace(lineBreak, '\n')
    .replace(controlInNote, ' ')
    .split('\n')
    .map(withoutLooseIsolates)
    .join('\n')
    .trim();

/** Letters that mean the same to somebody who searches, but that Unicode does not decompose. */
const sameLetter: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  // Arabic, Persian, Pashto, Kurdish: forms of alef, yeh, heh and kaf differ by keyboard.
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ۍ: 'ي',
  ے: 'ي',
  ة: 'ه',
  ہ: 'ه',
  ە: 'ه',
  ک: 'ك',
  ګ: 'گ',
};
const foldable = new RegExp(`[${Object.keys(sameLetter).join('')}]`, 'gu');
/** Marks, format characters (joiners, soft hyphens, directions) and the Arabic tatweel. */
const invisible = /[\p{M}\p{Cf}\u0640]/gu;
const apostrophe = /['‘’ʼ`]/gu;
const space = /[\s\u2010-\u2015-]+/gu;
const foreignDigit = /[\u0660-\u0669\u06f0-\u06f9]/gu;

/** For comparing and searching only: case, diacritics, letter forms and kinds of space are gone. */
export const foldText = (text: string): string =>
  (ascii.test(text) ? text.toLowerCase() : foldLetters(text))
    .replace(apostrophe, '')
    .replace(space, ' ')
    .trim();

const foldLetters = (text: string): string =>
  asciiDigits(text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(invisible, '')
    .replace(foldable, (letter) => sameLetter[letter] ?? letter);

/** Arabic-Indic and Persian digits as 0 to 9. */
export const asciiDigits = (text: string): string =>
  text.replace(foreignDigit, (digit) => String(digit.charCodeAt(0) & 0xf));

const withoutLooseIsolates = (line: string): string => {
  if (!isolate.test(line)) return line;
  const kept: string[] = [];
  const open: number[] = [];
  for (const char of line) {
    if (!isolate.test(char)) kept.push(char);
    else if (char !== isolateEnd) open.push(kept.push(char) - 1);
    else if (open.pop() !== undefined) kept.push(char);
  }
  for (const place of open) kept[place] = '';
  return kept.join('');
};
