/**
 * Sizes as people and files write them, and as we write them. Ends are text; a dash inside an end
 * ("3-4 years") is always the plain one, so that an en dash can stand between two ends. It knows no
 * lines.
 */
import { cleanText, foldText } from '../text.ts';
import type { Size } from './types.ts';
import type { SizeUnit } from './vocabulary.ts';

const dashes = /[\u2010-\u2015\u2212]/gu;
const rangeDash = '–';

/** One end, cleaned. */
export const cleanSizeEnd = (text: string): string => cleanText(text).replace(dashes, '-');

/** Words for size units; another language is more words. The first is the one we write. */
const sizeUnitWords: Readonly<Record<SizeUnit, readonly string[]>> = {
  eu: ['EU', 'european', 'eur', 'europe'],
  letter: ['letter', 'letters', 's m l', 'alpha'],
  waist_inch: ['waist inch', 'waist_inch', 'waist inches', 'waist', 'inch', 'inches'],
  free: ['free', 'text', 'free text'],
};
const sizeUnitByWord: ReadonlyMap<string, SizeUnit> = new Map(
  (Object.entries(sizeUnitWords) as [SizeUnit, readonly string[]][]).flatMap(([unit, words]) =>
    words.map((word) => [foldText(word), unit] as const),
  ),
);

/** The known size unit that a word means, or the word itself, cleaned. */
export const sizeUnitFromText = (text: string): string => {
  const word = cleanText(text);
  return sizeUnitByWord.get(foldText(word)) ?? word;
};

export const sizeUnitText = (unit: string): string =>
  Object.hasOwn(sizeUnitWords, unit) ? (sizeUnitWords[unit as SizeUnit][0] ?? unit) : unit;

type Ends = readonly [from: string | undefined, to: string | undefined];

/** "40-43", "40–43", "40 to 43", "42", "–43". One size alone is both ends. */
export const parseRange = (text: string): Ends => {
  const clean = cleanText(text);
  const parts = clean.split(/[–—]/u);
  if (parts.length === 2) return [endOf(parts[0]), endOf(parts[1])];
  const plain = /^([^\s-]+)\s*(?:-|\bto\b)\s*([^\s-]+)$/u.exec(clean);
  return plain ? [endOf(plain[1]), endOf(plain[2])] : [endOf(clean), endOf(clean)];
};

/** Reads back by `parseRange` as the same ends. */
export const formatRange = (from: string | undefined, to: string | undefined): string => {
  const isPlain = from !== undefined && from === to && !/-|\bto\b/u.test(from);
  return isPlain
    ? from
    : from === undefined && to === undefined
      ? ''
      : `${from ?? ''}${rangeDash}${to ?? ''}`;
};

const endOf = (text: string | undefined): string | undefined => {
  const end = cleanSizeEnd(text ?? '');
  return end === '' ? undefined : end;
};

const end = String.raw`(?:\d+(?:[.,]\d+)?|\d?x{0,4}[sl]|m)`;
const range = String.raw`${end}(?:\s*(?:[-–—]|to)\s*${end})?`;
const wholeSize = new RegExp(
  String.raw`^(${range})(?:[\s,;(]*(?:peak|mostly|most|especially)\s*:?\s*(${range})\)?)?(?:[\s,]+(\p{L}[\p{L}\s]*))?$`,
  'iu',
);

/** "38–45, peak 40–43 EU", "S-M", "42"; anything else is one size by its own name. */
export const parseSize = (text: string): Size => {
  const clean = cleanText(text);
  const match = wholeSize.exec(clean);
  const [min, max] = match?.[1] === undefined ? [endOf(clean), endOf(clean)] : parseRange(match[1]);
  const [peakMin, peakMax] = match?.[2] === undefined ? [] : parseRange(match[2]);
  const unit = match?.[3] === undefined ? undefined : sizeUnitFromText(match[3]);
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(peakMin !== undefined && { peakMin }),
    ...(peakMax !== undefined && { peakMax }),
    ...(unit !== undefined && { unit }),
  };
};

const letterSizes = ['xxxxs', 'xxxs', 'xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl', 'xxxxl'];
const numberSize = /^\d+(?:[.,]\d+)?$/u;

/** True only for two numbers, or two letter sizes, in the wrong order. */
export const isReversed = (min: string | undefined, max: string | undefined): boolean => {
  if (min === undefined || max === undefined) return false;
  if (numberSize.test(min) && numberSize.test(max)) return number(min) > number(max);
  const [low, high] = [letterRank(min), letterRank(max)];
  return low >= 0 && high >= 0 && low > high;
};

const number = (size: string): number => Number(size.replace(',', '.'));
const letterRank = (size: string): number =>
  letterSizes.indexOf(
    size.toLowerCase().replace(/^([2-4])x/u, (_, count: string) => 'x'.repeat(Number(count))),
  );
