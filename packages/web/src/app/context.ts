/**
 * What every element of the app may reach: the language in use, and where the app is. Small on
 * purpose; an open group comes to a screen as a property.
 */
import { createLanguageChoice, type LanguageChoice } from '../i18n/languages.ts';
import { createRouter, type Router } from './router.ts';

export const languages: LanguageChoice = createLanguageChoice(
  localStorage,
  document.documentElement,
);
export const router: Router = createRouter(window);
