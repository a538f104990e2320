/**
 * What every element of the app may reach: the language in use, where the app is, and whether the
 * device is protected. Small on purpose; an open group comes to a screen as a property.
 */
import { createLanguageChoice, type LanguageChoice } from '../i18n/languages.ts';
import { createProtectionNote, type ProtectionNote } from '../state/protection-note.ts';
import { createRouter, type Router } from './router.ts';

export const languages: LanguageChoice = createLanguageChoice(
  localStorage,
  document.documentElement,
);
export const router: Router = createRouter(window);
export const protection: ProtectionNote = createProtectionNote();
