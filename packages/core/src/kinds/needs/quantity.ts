/**
 * Amounts as whole thousandths, so that sums are exact in every order, and the units that they
 * count. A sum never passes what a number holds exactly: it stops there. It knows no lines.
 */
import type { Quantity } from './types.ts';
import { labelCharsMax, units } from './vocabulary.ts';
import type { Unit } from './vocabulary.ts';
import { asciiDigits, cleanText, foldText } from '../text.ts';

/** 1,000,000,000 whole things: beyond any list, and 9,000 of them still add up exactly. */
export const amountThousandthsMax = 1_000_000_000_000;

export const isAmount = (value: unknown): value is number =>
  Number.isSafeInteger(value) &&
  (value as number) >= 0 &&
  (value as number) <= amountThousandthsMax;

export const isQuantity = (value: unknown): value is Quantity => {
  if (typeof value !== 'object' || value === null) return false;
  const { amountThousandths, unit } = value as Partial<Quantity>;
  return isAmount(amountThousandths) && typeof unit === 'string' && unit.length <= labelCharsMax;
};

/** Adds two amounts that are not negative; stops at the largest exact number. */
export const addAmounts = (first: number, second: number): number =>
  Math.min(Number.MAX_SAFE_INTEGER, first + second);

const grouping = /[\s\u066c'’]/gu;
const groupedByComma = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u;
const groupedByPoint = /^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$/u;
const ambiguous = /^[1-9]\d{0,2}\.\d\d0$/u;
const plain = /^(\d{1,10})(?:\.(\d{1,3}))?$/u;

/**
 * Reads an amount as people write it: "12", "2,5", "2.5", "1,000", "1.000,5", "١٢". A single comma
 * before exactly three digits groups, a single point is a decimal point; "2.500" could be either
 * and is not read. Undefined also for more than three decimals or more than the maximum.
 */
export const parseAmount = (text: string): number | undefined => {
  let digits = asciiDigits(text)
    .replace(/\u066b/gu, '.')
    .replace(grouping, '');
  if (ambiguous.test(digits)) return undefined;
  if (groupedByComma.test(digits)) digits = digits.replaceAll(',', '');
  else if (groupedByPoint.test(digits)) digits = digits.replaceAll('.', '');
  const match = plain.exec(digits.replace(',', '.'));
  if (match === null) return undefined;
  const amount = Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0'));
  return isAmount(amount) ? amount : undefined;
};

/** "2.5": no grouping, a point, no trailing zeros. */
export const formatAmount = (amountThousandths: number): string => {
  const whole = Math.floor(amountThousandths / 1000);
  const rest = amountThousandths % 1000;
  return rest === 0
    ? String(whole)
    : `${whole}.${String(rest).padStart(3, '0')}`.replace(/0+$/u, '');
};

/** English words for units; other languages are more rows of this table. */
const unitAliases: Readonly<Record<Unit, readonly string[]>> = {
  piece: ['pieces', 'pc', 'pcs', 'item', 'items', 'x'],
  pair: ['pairs', 'pr', 'prs'],
  pack: ['packs', 'packet', 'packets', 'pkt'],
  bag: ['bags', 'sack', 'sacks'],
  box: ['boxes', 'carton', 'cartons'],
  banana_box: ['banana boxes'],
  pallet: ['pallets'],
  litre: ['litres', 'liter', 'liters', 'l', 'ltr'],
  kg: ['kgs', 'kilo', 'kilos', 'kilogram', 'kilograms'],
  meal: ['meals', 'portion', 'portions'],
  euro: ['euros', 'eur', '€'],
};
const unitByWord: ReadonlyMap<string, Unit> = new Map(
  units.flatMap((unit) =>
    [unit, unit.replace('_', ' '), ...unitAliases[unit]].map((word) => [word, unit] as const),
  ),
);

/** The known unit that a word means, or the word itself, cleaned. Nothing said means pieces. */
export const unitFromText = (text: string): string => {
  if (isUnit(text)) return text;
  const word = cleanText(text);
  return word === '' ? 'piece' : (unitByWord.get(foldText(word)) ?? word);
};

export const isUnit = (unit: string): unit is Unit => (units as readonly string[]).includes(unit);

/** Equal for units that are one: "Jar" and "jar". Only amounts with an equal key are added. */
export const unitKey = (unit: string): string =>
  isUnit(unit) ? unit : foldText(unitFromText(unit));
