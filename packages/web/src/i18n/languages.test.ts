import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { formatsOf } from './formats.ts';
import { createLanguageChoice } from './languages.ts';
import { sentenceFor } from './refusals.ts';

const storageOf = (entries: Readonly<Record<string, string>>) => {
  const kept = new Map(Object.entries(entries));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

describe('messages', () => {
  it('says every refusal in a whole sentence', () => {
    for (const [type, sentence] of Object.entries(en.refusals)) {
      const say = sentence as (facts: unknown) => string;
      const words = say({
        type,
        expiredAt: 0,
        version: 2,
        field: 'lines',
        pauseMs: 2_000,
        charactersMin: 10,
        reason: '',
      });
      expect(words, type).toMatch(/^[A-Z].*\.$/s);
      expect(words, type).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('puts the facts of a refusal into its sentence', () => {
    const refusal = { type: 'document-newer', version: 7 } as const;
    expect(sentenceFor(en.refusals, refusal)).toContain('version 7');
  });

  it('counts with the plural rules of the language', () => {
    expect(en.saved.near(1)).toBe('1 device near');
    expect(en.saved.near(2)).toBe('2 devices near');
    const arabic = formatsOf('ar-u-nu-latn');
    const forms = {
      zero: 'none',
      one: 'one',
      two: 'two',
      few: '# few',
      many: '# many',
      other: '#',
    };
    expect([0, 1, 2, 5, 11, 100].map((count) => arabic.plural(count, forms))).toEqual([
      'none',
      'one',
      'two',
      '5 few',
      '11 many',
      '100',
    ]);
  });
});

describe('choosing a language', () => {
  it('offers English, and the mirrored one only when it is asked for', () => {
    const page = { lang: '', dir: '' };
    expect(createLanguageChoice(storageOf({}), page).offered.map(({ tag }) => tag)).toEqual(['en']);
    const asked = createLanguageChoice(storageOf({ 'samphire-pseudo': '1' }), page);
    expect(asked.offered.map(({ tag }) => tag)).toEqual(['en', 'en-XB']);
  });

  it('turns the page to the direction of the language, and tells', async () => {
    const page = { lang: '', dir: '' };
    const languages = createLanguageChoice(storageOf({ 'samphire-pseudo': '1' }), page);
    let told = 0;
    languages.subscribe(() => (told += 1));
    await languages.choose('en-XB');
    expect(page).toEqual({ lang: 'en-XB', dir: 'rtl' });
    expect(told).toBe(1);
    expect(languages.messages().app.menu).toBe('\u202eMenu\u202c');
    expect(languages.messages().saved.near(2)).toBe('\u202e2 devices near\u202c');
    await languages.choose('en');
    expect(page).toEqual({ lang: 'en', dir: 'ltr' });
    expect(languages.messages().app.menu).toBe('Menu');
  });

  it('falls back to English for a language that it does not have', async () => {
    const page = { lang: '', dir: '' };
    const languages = createLanguageChoice(storageOf({}), page);
    await languages.choose('tlh');
    expect(page.lang).toBe('en');
  });
});
