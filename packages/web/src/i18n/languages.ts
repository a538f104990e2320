/**
 * The languages of the interface and the one in use. A language is loaded when it is chosen; its
 * direction goes to the `dir` of the page. Knows no screen.
 */
import { en, type Messages } from './en.ts';

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** In the language itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  load(): Promise<Messages>;
}

const english: Language = {
  tag: 'en',
  name: 'English',
  direction: 'ltr',
  load: () => Promise.resolve(en),
};

/** English written from right to left, for looking at the layout; offered only when asked for. */
const mirroredEnglish: Language = {
  tag: 'en-XB',
  name: 'English, mirrored',
  direction: 'rtl',
  load: async () => (await import('./mirrored.ts')).mirror(en),
};

const chosenKey = 'samphire-language';
const mirroredKey = 'samphire-pseudo';

export interface LanguageChoice {
  readonly offered: readonly Language[];
  current(): Language;
  messages(): Messages;
  choose(tag: string): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** `storage` keeps the tag of the chosen language: a setting of this device, no user data. */
export function createLanguageChoice(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  page: Pick<HTMLElement, 'lang' | 'dir'>,
): LanguageChoice {
  const offered = storage.getItem(mirroredKey) === '1' ? [english, mirroredEnglish] : [english];
  const listeners = new Set<() => void>();
  let language = english;
  let messages: Messages = en;

  const choose = async (tag: string): Promise<void> => {
    const next = offered.find((candidate) => candidate.tag === tag) ?? english;
    messages = await next.load();
    language = next;
    storage.setItem(chosenKey, next.tag);
    page.lang = next.tag;
    page.dir = next.direction;
    for (const listener of listeners) listener();
  };

  return {
    offered,
    current: () => language,
    messages: () => messages,
    choose,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const chosenLanguageTag = (storage: Pick<Storage, 'getItem'>): string =>
  storage.getItem(chosenKey) ?? english.tag;
