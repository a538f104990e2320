/** The sentences of a list's import from CSV: what was understood, what was not, and why. */
import type {
  ColumnField,
  FileProblem,
  ImportNote,
  RowReason,
} from '@samphire/core/kinds/needs/types';
import type { Formats } from '../formats.ts';
import type { Sentences } from '../refusals.ts';

export const needsImportMessages = ({ plural, number }: Formats) => ({
  title: 'Import a list',
  lead: 'Choose a CSV file, as every spreadsheet can save it. You see what was understood before anything is written.',
  choose: 'Choose a file',
  orDrop: 'or drop it here, or paste its text',
  paste: 'Text of the list',
  pasteHint:
    'The first row has the names of the columns, for instance: tier, item, size_min, size_max.',
  readPasted: 'Look at this text',
  another: 'Another file',
  reading: 'Reading the file…',
  understood: (count: number) =>
    plural(count, { one: '# line understood', other: '# lines understood' }),
  understoodNone: 'No line was understood.',
  preview: 'What will be added',
  showAll: (count: number) => plural(count, { one: 'Show # more', other: 'Show # more' }),
  knownTitle: (count: number) =>
    plural(count, {
      one: '# of them is on the list already',
      other: '# of them are on the list already',
    }),
  knownMark: 'on the list already',
  knownHint: 'They are left out, so that nothing stands twice.',
  addKnown: 'Add them a second time all the same',
  unknownTitle: (count: number) =>
    plural(count, {
      one: '# column that Samphire has no field for',
      other: '# columns that Samphire has no field for',
    }),
  keepExtra: 'Keep what they say with each line',
  keepExtraHint: 'It is shown with the line, and comes back with an export.',
  refusedTitle: (count: number) =>
    plural(count, { one: '# row was refused', other: '# rows were refused' }),
  refusedHint:
    'These are not added. Mend them in the spreadsheet and import again: known lines are left out then.',
  row: (row: number) => `Row ${number(row)}`,
  rowColumn: 'Row',
  importLines: (count: number) => plural(count, { one: 'Import # line', other: 'Import # lines' }),
  nothingToImport: 'Nothing to import',
  importing: (done: number, total: number) =>
    `${number(done)} of ${plural(total, { one: '# line', other: '# lines' })} written`,
  stop: 'Stop here',
  stopped: (count: number) =>
    plural(count, {
      one: 'Stopped. # line was added and stays.',
      other: 'Stopped. # lines were added and stay.',
    }),
  done: (count: number) =>
    plural(count, { one: '# line was added.', other: '# lines were added.' }),
  cancel: 'Cancel',
  close: 'Close',
  unreadable: 'This file could not be opened. Choose it again, or choose another.',
  fields: {
    tier: 'Tier',
    category: 'Category',
    item: 'What',
    size: 'Size',
    size_min: 'Smallest size',
    size_max: 'Largest size',
    size_peak: 'Needed most',
    size_unit: 'Kind of size',
    qualifiers: 'Please note',
    until: 'Until',
    wanted: 'Wanted',
    unit: 'Unit',
    derived: 'Left out: worked out from the list',
  } satisfies Record<ColumnField, string>,
  notesColumn: 'Remarks',
  columnsTitle: 'How the columns were read',
  columnRead: '{header} is read as: {field}',
  notes: {
    'tier-missing': () => 'no tier given: read as “always”',
    'known-in-other-tier': () => 'stands in another tier on the list, and stays there',
    'repeats-row': ({ row }) => `says the same as row ${number(row)}`,
    'unit-without-amount': () => 'a unit without an amount is left out',
    'row-short': ({ cells, columns }) =>
      `only ${number(cells)} of ${plural(columns, { one: '# cell', other: '# cells' })}`,
  } satisfies Sentences<ImportNote> as Sentences<ImportNote>,
  reasons: {
    'item-missing': () => 'It does not say what is needed.',
    'tier-unknown': () =>
      'The tier “{value}” is not known. Known are: urgent, always, enough, not_needed, paused.',
    'size-reversed': () => 'The smallest size is larger than the largest.',
    'quantity-unreadable': () => 'The amount “{value}” is no number.',
    'cell-too-long': ({ charsMax }) =>
      `The cell under “{header}” is too long: at most ${plural(charsMax, { one: '# letter', other: '# letters' })}.`,
    'too-many': ({ max }) => `There are too many entries under “{header}”: at most ${number(max)}.`,
    'row-too-long': ({ cells, columns }) =>
      `It has ${plural(cells, { one: '# cell', other: '# cells' })} for ${plural(columns, { one: '# column', other: '# columns' })}: perhaps a comma without quotes.`,
    'quotes-malformed': () =>
      'Its quotation marks do not fit together: perhaps one was opened and never closed.',
  } satisfies Sentences<RowReason> as Sentences<RowReason>,
  problems: {
    'file-empty': () => 'This file is empty.',
    'file-not-text': () =>
      'This is no text file. Save the spreadsheet as CSV, then choose that file.',
    'file-too-large': ({ bytesMax }) =>
      `This file is too large: at most ${number(Math.floor(bytesMax / 1_048_576))} MB.`,
    'header-only': () => 'This file has names of columns and no rows.',
    'item-column-missing': () => 'No column says what is needed. Give one column the name “item”.',
    'too-many-rows': ({ rowsMax }) =>
      `This file has too many rows. Only the first ${number(rowsMax)} were read.`,
    'too-many-columns': ({ columnsMax }) =>
      `This file has too many columns: at most ${number(columnsMax)}.`,
    'header-twice': () => 'Two columns are called “{header}”. Only the first is read.',
  } satisfies Sentences<FileProblem> as Sentences<FileProblem>,
});
