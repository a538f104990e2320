/**
 * Gives Web Awesome our own drawings: one sprite file from our own origin, used by reference, so
 * that no markup is parsed from text and no other host is asked. All three library names lead here.
 */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import sprite from './icons.svg?url';

/** What Web Awesome's own controls ask for, by their names. */
const ownNames: Readonly<Record<string, string>> = {
  'circle-xmark': 'xmark',
  'angle-down': 'chevron-down',
  'chevron-up': 'chevron-down',
};

export function registerIcons(): void {
  for (const library of ['default', 'system'])
    registerIconLibrary(library, {
      resolver: (name) => `${sprite}#${ownNames[name] ?? name}`,
      spriteSheet: true,
      // Without a frame of its own the drawing would be as wide as a picture without a size.
      mutator: (svg) => svg.setAttribute('viewBox', '0 0 24 24'),
    });
}
