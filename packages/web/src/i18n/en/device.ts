/** The sentences of protecting, locking and wiping this device. */
import type { Formats } from '../formats.ts';
import type { Leftover } from '../../state/erasing.ts';

export const deviceMessages = ({ plural, number }: Formats) => ({
  title: 'This device',
  lock: {
    now: 'Lock now',
    /** The key's own name is put in its place by the screen. */
    nowByKey: (key: string) => `Lock now (${key})`,
    title: 'Locked',
    lead: 'Enter the passphrase of this device.',
    passphrase: 'Passphrase',
    unlock: 'Unlock',
    unlocking: 'Unlocking… This takes about a second.',
    empty: 'Please enter the passphrase.',
    wrong: 'This is not the passphrase.',
    again: (seconds: number) =>
      plural(seconds, {
        one: 'The next try is possible in # second.',
        other: 'The next try is possible in # seconds.',
      }),
    mayTry: 'You can try again now.',
    forgotten: 'Forgotten?',
    forgottenWhat:
      'Nobody can open this device without its passphrase, and nobody can tell it to you. What other members have is with them still. You can only wipe this device and be invited again.',
  },
  state: {
    title: 'Protection',
    unprotected: 'Not protected: whoever takes this device can read everything on it.',
    unlocked:
      'Protected by a passphrase. While it is locked, nothing on it can be read without that.',
    unknown: 'Whether this device is protected could not be found out.',
  },
  protect: {
    title: 'Protect this device',
    lead: 'A passphrase seals everything that Samphire keeps here. Without it, nobody can read it: not whoever takes the device, and not you.',
    good: 'Five words that have nothing to do with each other are good. A line of a song is not.',
    browser:
      'If the browser offers to keep the passphrase: refuse. Whoever takes the device would have it.',
    submit: 'Protect',
    working: 'Sealing…',
    done: 'This device is protected now. Lock it whenever it leaves your hands.',
    question: 'Protect this device with a passphrase?',
    later: 'You can put it off. Until then, whoever takes this device can read everything on it.',
    choose: 'Protect it',
    dismiss: 'Not now',
  },
  passphrase: {
    own: 'Passphrase of this device',
    fresh: 'New passphrase',
    repeat: 'The same again',
    current: 'Passphrase in use',
    differ: 'The two are not the same. Please enter the new one twice.',
  },
  change: {
    title: 'Change the passphrase',
    submit: 'Change it',
    working: 'Changing…',
    done: 'The passphrase has been changed. Only the new one opens this device.',
  },
  unprotect: {
    title: 'Take the protection away',
    lead: 'Whoever takes this device can then read everything on it.',
    submit: 'Take it away',
    working: 'Taking it away…',
    done: 'This device is no longer protected.',
  },
  times: {
    title: 'Lock by itself',
    key: (key: string) => `${key} locks at once, wherever you are. All tabs lock together.`,
    untouched: 'When nobody touches it for',
    hidden: 'When it is out of sight for',
    hiddenHint: 'Another app or another tab is shown, or the screen is off.',
    minutes: (minutes: number) =>
      minutes === 0 ? 'Never' : plural(minutes, { one: '# minute', other: '# minutes' }),
  },
  duress: {
    title: 'A second passphrase that wipes',
    lead: 'Entered at the lock screen, it wipes this device without a word, and shows an app in which nothing has ever been.',
    set: 'A second passphrase is set.',
    try: 'Try out whether wiping works here',
    trying: 'Trying it out…',
    works: 'A database, a cache and other traces were made and wiped. None was found again.',
    fails: 'Wiping did not work here, so no second passphrase is offered.',
    fresh: 'Passphrase that wipes',
    submit: 'Set it',
    working: 'Setting it…',
    done: 'It is set. Think of the two so that you never take one for the other.',
    remove: 'Forget the second passphrase',
    removed: 'It is forgotten. Entered now, it is a wrong passphrase.',
    visible:
      'Whoever has the first passphrase can see on this page that there is a second one, though not which.',
  },
  wipe: {
    title: 'Wipe this device',
    way: 'Wipe this device…',
    lead: 'Everything that Samphire keeps on this device is erased: all groups, documents, keys and settings. It cannot be undone.',
    others:
      'What you wrote and others have stays with them. If you are the only one in a group, it is lost. To come back to a group, you have to be invited again.',
    law: 'Erasing things may be punished by law, above all when the police are asking for them. What holds where you are, Samphire does not know: this is no legal advice.',
    remnants:
      'Flash storage, as in telephones, may keep remnants for a while. What was sealed with a passphrase stays unreadable in them; what was not may be read with effort.',
    history:
      'The browser may still remember that the address of this app was visited. Samphire cannot erase that.',
    hold: (seconds: number) => `Press and hold for ${number(seconds)} seconds`,
    holding: 'Keep holding…',
    orType: 'Or type this word:',
    word: 'wipe',
    typeLabel: (word: string) => `Type “${word}”`,
    typeSubmit: 'Wipe',
    wordWrong: (word: string) => `This is not the word. Please type “${word}”.`,
    countdown: (seconds: number) =>
      plural(seconds, {
        one: 'Everything is erased in # second.',
        other: 'Everything is erased in # seconds.',
      }),
    stop: 'Stop',
    stopped: 'Stopped. Nothing was erased.',
    wiping: 'Erasing everything…',
    wiped: 'Everything is erased.',
    partly: 'Not everything could be erased.',
    left: (what: Leftover['what']) =>
      ({
        database: 'A database is still there.',
        worker: 'The part that opens the app without a network is still there.',
        cache: 'Files of the app itself are still there.',
        storage: 'Settings are still there.',
        cookie: 'A cookie is still there.',
        file: 'A file is still there.',
      })[what],
    held: 'Another tab or window holds it. Close all others, then try again.',
    byHand: 'You can also clear the data of this site in the settings of the browser.',
    again: 'Try again',
    goOn: 'Go on',
  },
  version: { title: 'Version' },
});
