/**
 * Writes the live lines of a needs view as comma-separated values that `readNeedsCsv` reads back as
 * the same lines. It begins with a byte order mark, without which common spreadsheets show Arabic
 * as rubbish.
 */
import { writeTable } from '../csv-table.ts';
import { derivedHeaders } from './columns.ts';
import type { ValueField } from './columns.ts';
import { formatAmount } from './quantity.ts';
import { formatRange, sizeUnitText } from './size.ts';
import type { LineView, NeedsView, UnitTotal } from './types.ts';

const fields = [
  'tier',
  'category',
  'item',
  'size_min',
  'size_max',
  'size_peak',
  'size_unit',
  'qualifiers',
  'until',
  'wanted',
  'unit',
] as const satisfies readonly ValueField[];

export const writeNeedsCsv = (view: NeedsView): string => {
  const lines = view.groups.flatMap((group) => group.lines);
  const extras = [...new Set(lines.flatMap((line) => Object.keys(line.extra)))].toSorted();
  return `\ufeff${writeTable([
    [...fields, ...derivedHeaders, ...extras],
    ...lines.map((line) => [...cellsOf(line), ...extras.map((name) => extraOf(line, name))]),
  ])}\r\n`;
};

/** A column may be called "toString". */
const extraOf = ({ extra }: LineView, name: string): string =>
  Object.hasOwn(extra, name) ? (extra[name] ?? '') : '';

const cellsOf = (line: LineView): readonly string[] => {
  const { size, wanted } = line;
  return [
    line.tier,
    line.category,
    line.item,
    size?.min ?? '',
    size?.max ?? '',
    formatRange(size?.peakMin, size?.peakMax),
    sizeUnitText(size?.unit ?? ''),
    line.qualifiers.join('; '),
    line.until ?? '',
    wanted ? formatAmount(wanted.amountThousandths) : '',
    wanted?.unit ?? '',
    sumText(line, (total) => total.promisedThousandths),
    sumText(line, (total) => total.inTransitThousandths),
    sumText(line, (total) => total.arrivedThousandths),
    sumText(line, (total) => total.openThousandths),
  ];
};

/** "12 pair; 3 bag": different units are never added. */
const sumText = (line: LineView, amountOf: (total: UnitTotal) => number): string =>
  line.totals
    .filter((total) => amountOf(total) > 0)
    .map((total) => `${formatAmount(amountOf(total))} ${total.unit}`)
    .join('; ');
