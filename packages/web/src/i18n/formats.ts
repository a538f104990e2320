/**
 * Numbers, dates and plurals of one language, through Intl. Knows no sentence.
 */

type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export interface Formats {
  readonly number: (value: number) => string;
  /** Day and hour of a moment, in the device's time zone. Milliseconds since the Unix epoch. */
  readonly moment: (ms: number) => string;
  readonly day: (ms: number) => string;
  readonly hour: (ms: number) => string;
  /** The form of the language's plural rule; `#` stands for the number. */
  readonly plural: (count: number, forms: PluralForms) => string;
  readonly list: (items: readonly string[]) => string;
}

export function formatsOf(language: string): Formats {
  const numbers = new Intl.NumberFormat(language);
  const moments = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const hours = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const rules = new Intl.PluralRules(language);
  const lists = new Intl.ListFormat(language, { style: 'long', type: 'conjunction' });
  return {
    number: (value) => numbers.format(value),
    moment: (ms) => moments.format(ms),
    day: (ms) => days.format(ms),
    hour: (ms) => hours.format(ms),
    plural: (count, forms) =>
      (forms[rules.select(count)] ?? forms.other).replaceAll('#', numbers.format(count)),
    list: (items) => lists.format(items),
  };
}
