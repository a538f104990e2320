/**
 * The sentences of inviting and joining: links and codes, knocks, admitting and declining. Belongs to
 * `screens/invite`, `screens/join` and the parts that show and read codes.
 */
import type { Formats } from '../formats.ts';
import type { ScanRefusal, Sentences } from '../refusals.ts';

const scanRefusals: Sentences<ScanRefusal> = {
  'camera-insecure': () =>
    'Browsers lend the camera only to pages that are opened over https. Choose a picture of the code, or paste the link.',
  'camera-refused': () =>
    'The camera was not allowed. Allow it for this page in the settings of the browser, choose a picture of the code, or paste the link.',
  'camera-absent': () =>
    'No camera was found on this device. Choose a picture of the code, or paste the link.',
  'camera-busy': () =>
    'The camera cannot be used now; another app may have it. Close that app and try again, choose a picture of the code, or paste the link.',
  'camera-lost': () => 'The camera stopped. Try again, or choose a picture of the code.',
  'reader-unavailable': () =>
    'The part of Samphire that reads codes could not be loaded. Look at the connection, or paste the link.',
  'picture-too-large': () => 'This file is too large. A plain photo of the code is enough.',
  'picture-unreadable': () => 'This file is not a picture that the browser can open.',
  'picture-without-code': () =>
    'No code was found in this picture. Take it straight from the front, sharp, with the whole code in it.',
  'code-not-an-invite': () => 'This code is not an invite. Nothing was opened.',
};

export const invitingMessages = ({ plural, moment, hour, number }: Formats) => ({
  join: {
    title: 'Join a group',
    titleDevice: 'Add this device',
    pasteTitle: 'Follow an invite',
    paste: 'Invite link',
    pasteHint: 'Paste the whole link that you were sent.',
    read: 'Look at the invite',
    scanTitle: 'Or scan a code',
    scanLead: 'If somebody shows you the invite as a code, hold the camera of this device to it.',
    facts: 'This invite',
    endsOn: (ms: number) => `Good until ${moment(ms)}`,
    relays: (count: number) => plural(count, { one: 'Through # relay', other: 'Through # relays' }),
    confersNothing: 'The invite lets you knock. Somebody in the group has to let you in.',
    deviceBelongs:
      'This device will belong to the same member as the device that made the invite: one member, with one more device. Go on only if you made this invite yourself.',
    deviceConfersNothing: 'It comes in once you let it in on your other device.',
    handle: 'Your handle',
    handleHint: 'What the others will call you. It need not be your name.',
    deviceName: 'A name for this device',
    deviceNameHint:
      'Shown on your other device when it asks whether to let this one in. The others go on seeing the handle that you have.',
    knock: 'Knock',
    knocking: 'Making your keys and knocking…',
    anotherInvite: 'Another invite',
    wordsTitle: 'Your four words',
    wordsComing: 'Your four words are being worked out. This takes some seconds on a small phone.',
    wordsRead:
      'Read them to the person who lets you in, in a call or face to face: not in a message.',
    waiting: 'Waiting for somebody to let you in',
    waitingWhat:
      'Your knock is at the door. It is seen when somebody of the group who may let people in has Samphire open. Keep this page open.',
    offline: 'This device is offline. Your knock goes out again as soon as there is a connection.',
    refusedTitle: 'You were not let in',
    declined: 'The group has turned your knock away.',
    reason: 'The reason that was given:',
    noReason: 'No reason was given.',
    declinedWhat:
      'If you think that it is a mistake, ask whoever sent you the invite, in a call or in person.',
    stop: 'Stop knocking',
    admitted: 'You are in. Opening the group…',
    notAnswered: 'If nobody answers, the invite may have been used up or ended. Ask for a new one.',
    knocksAs: 'You knock as',
    another: 'Use another invite',
  },
  scan: {
    useCamera: 'Use the camera',
    choosePicture: 'Choose a picture',
    readingPicture: 'Looking for a code in the picture…',
    asking: 'The browser asks whether Samphire may use the camera.',
    looking: 'Hold the code into the frame. It is read by itself.',
    cancel: 'Stop the camera',
    staysHere: 'What the camera sees is looked at on this device only, and nothing of it is kept.',
    refusals: scanRefusals,
  },
  invite: {
    title: 'Invite somebody',
    lead: 'Make an invite and send it as a link, or show it as a code. Whoever has it can knock; nobody comes in before somebody here lets them.',
    role: 'They come in as',
    roles: {
      reader: { name: 'Reader', what: 'Reads everything in the group, and changes nothing.' },
      member: { name: 'Member', what: 'Reads and writes.' },
      steward: {
        name: 'Steward',
        what: 'Reads and writes, lets people in, removes people, and changes roles and keys.',
      },
    },
    /** In a group where any member lets people in. */
    memberAdmits: 'Reads and writes, makes invites, and lets people in.',
    stewardWarning:
      'A steward can remove everybody else, you too. Let in only somebody whom you trust with the whole group.',
    uses: 'How many people',
    usesCount: (count: number) => number(count),
    usesOther: 'Another number',
    usesHint: (most: number) => `From 1 to ${number(most)}.`,
    ends: 'Good for',
    periods: { hour: '1 hour', day: '1 day', week: '1 week' },
    create: 'Make the invite',
    creating: 'Making the invite…',
    open: 'Open invites',
    none: 'No invite is open.',
    link: 'Invite link',
    code: 'Invite as a QR code',
    codeNone: 'This link is too long for a code. Send the link.',
    copy: 'Copy the link',
    copied: 'Copied.',
    copyByHand: 'This browser does not let Samphire copy. The link is marked: copy it by hand.',
    share: 'Share',
    showLarge: 'Show it large',
    showLargeHint:
      'Hold this in front of the camera of the other device: in Samphire, under “Follow an invite”, or in any app that reads codes.',
    show: 'Show link and code',
    hide: 'Hide link and code',
    close: 'Close',
    usesLeft: {
      reader: (count: number) => plural(count, { one: 'For # reader', other: 'For # readers' }),
      member: (count: number) => plural(count, { one: 'For # member', other: 'For # members' }),
      steward: (count: number) => plural(count, { one: 'For # steward', other: 'For # stewards' }),
    },
    forDevice: 'For another device of yours',
    endsOn: (ms: number) => `until ${moment(ms)}`,
    ended: 'ended',
    keepSecret: 'Send it to the people you mean, and to nobody else.',
    deviceKeepSecret: 'For yourself alone: whoever comes in with it writes in your name.',
    usesWrong: (most: number) =>
      `Between 1 and ${number(most)} people can come in with one invite.`,
    onlyStewards: 'Only stewards of the group can invite.',
    notNow: 'Nothing can be written in this group now, and an invite is written into it.',
    withdraw: 'Take it back',
    withdrawWhat:
      'Nobody comes in with this invite any more, and whoever still knocks with it is told so. Those who are in already stay.',
    withdrawDo: 'Take it back now',
    withdrawing: 'Taking it back…',
    keep: 'Keep it',
    withdrawn: 'The invite was taken back.',
  },
  knocks: {
    title: 'At the door',
    banner: (count: number) => plural(count, { one: 'Somebody knocks', other: '# people knock' }),
    look: 'See who it is',
    none: 'Nobody knocks just now.',
    ask: 'Ask the newcomer to read you their words. Admit only if they are the same.',
    ownDevice:
      'This is for a device of your own: it will write in your name. Let it in only if you hold it in your hands and it shows these words.',
    words: 'Words',
    wordsComing: 'Working out the words…',
    admit: 'Admit',
    decline: 'Turn away',
    declineTitle: 'Turn this knock away',
    reason: 'A reason, if you like',
    reasonHint: 'The newcomer reads it. It can stay empty.',
    reasonTooLong: 'The reason is too long. One or two short sentences are enough.',
    declineDo: 'Turn away',
    declining: 'Turning away…',
    keepOpen: 'Not yet',
    declined: 'Turned away:',
    admitting: 'Letting in…',
    admitted: 'Let in:',
    admittedState: 'Let in.',
    handleTaken: 'Somebody else has or asks for the same handle. Be sure who this is.',
    arrived: (ms: number) => `knocked at ${hour(ms)}`,
  },
});
