/**
 * Where the app begins: the look, the icons, the language, then the shell. The invite link, if
 * there was one, is out of the address bar as soon as `context.ts` has run.
 */
import './style/theme.css';
import { languages } from './app/context.ts';
import { registerIcons } from './parts/icons.ts';
import { chosenLanguageTag } from './i18n/languages.ts';
import './app/samphire-app.ts';

registerIcons();
void languages.choose(chosenLanguageTag(localStorage));
