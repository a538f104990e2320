/**
 * The sentences of members, devices, keys and what a group does to govern itself. Belongs to
 * `screens/members`. Where a sentence speaks of a person it has a gap such as `{who}`: the screen
 * fills it with the handle, isolated. Nobody is blamed for what is not proven.
 */
import type { Formats } from '../formats.ts';
import { membersHistoryMessages } from './members-history.ts';

export const membersMessages = (formats: Formats) => {
  const { plural, moment, number } = formats;
  const keysChange =
    'This changes the keys of the group. Each device moves to the new keys when it next meets another one.';
  const staysThere = 'What has reached those devices stays on them: nothing can take it back.';
  return {
    ...membersHistoryMessages(formats),
    title: 'Members and devices',
    open: 'Members and devices',
    thisGroup: 'This group',
    safety: 'Group safety',
    arrested: 'Someone was arrested',
    myDevices: 'My devices',

    /** In the line that is always in sight. */
    obstacleLines: {
      'awaiting-admission': 'Waiting for your admission to arrive',
      'checking-history': 'Waiting for the history of the group to arrive',
      reader: 'You are a reader here: you read what others write',
      removed: 'This device is no longer in this group: nothing new comes in',
    },
    notSentInDispute: 'not sent until a dispute is settled',
    /** At the top of every screen of the group. */
    checkingHistory:
      'The history of this group has not arrived whole yet. Until it has, nothing can be written here. It comes as soon as a device of the group is near.',
    removed: {
      title: 'This device is no longer in this group.',
      keys: (devices: number) =>
        plural(devices, {
          one: 'The group goes on with new keys, sealed to # device.',
          other: 'The group goes on with new keys, sealed to # devices.',
        }),
      by: '{who} changed them.',
      stays: 'What had arrived stays here to read. Nothing new comes in; nothing can be written.',
      mistake: 'A mistake? Ask somebody of the group.',
    },
    disputeBanner:
      'Stewards removed each other. What you write is kept on this device and not sent until enough members have chosen whom to follow.',
    disputeLook: 'Look and choose',
    withheldBanner: 'A device near says that it holds changes which it does not send.',

    somebody: 'somebody',
    /** At the door of another group than the one on the screen, which is not named there. */
    elsewhere: 'Somebody knocks at another group of yours.',
    role: {
      steward: 'Lets people in, removes, changes roles.',
      member: 'Reads and writes.',
      reader: 'Reads, and changes nothing.',
    },
    deviceCount: (count: number) => plural(count, { one: '# device', other: '# devices' }),
    more: 'More about {who}',
    devicesOf: 'Devices of {who}',
    nothingToDo: 'Only stewards change roles and remove people.',
    onlySteward:
      'You are the only steward. A group always has a steward: make somebody else a steward before you step down or leave.',
    onlyMember: 'You are the only member. A group always has a steward, so you cannot leave it.',
    about: 'You in this group',

    device: {
      this: 'This device',
      other: (place: number) => `Device ${number(place)}`,
      mark: 'Mark',
      here: 'here now',
      away: 'not here now',
      moved: 'has the newest keys',
      notMoved: 'has not moved to the newest keys yet',
      wrote: (entries: number) =>
        plural(entries, { one: '# change of it is here', other: '# changes of it are here' }),
      wroteNothing: 'nothing written by it is here',
      lastDeed: (ms: number) => `last wrote ${moment(ms)}, by its own clock`,
    },
    devices: {
      lead: 'Everything that writes and reads in your name in this group.',
      add: 'Add a device',
      addWhat:
        'Open this link, or show its code to the camera, on the other device. Then compare the four words on both and let it in, here.',
      adding: 'Making the link…',
      addRefused: 'A device can be added once this one may write in the group.',
      another: 'Make another link',
      atTheDoor: 'A device of yours is at the door',
      dropHint:
        'Lost, sold or taken? Drop it. A device of yours that was taken can be dropped here.',
    },

    act: {
      steward: 'Make steward',
      member: 'Make member',
      reader: 'Make reader',
      remove: 'Remove',
      arrested: 'Was arrested',
      removeDevice: 'Remove this device',
      drop: 'Drop this device',
      stepDown: 'Step down',
      leave: 'Leave this group',
    },

    deeds: {
      keysChange,
      worksOffline: 'It works without a network too: the others hear of it when you next meet.',
      promote: {
        title: 'Make {who} a steward?',
        what: '{who} can then let people in, remove people, change roles and change the keys, as you can.',
        confirm: 'Make steward',
        done: '{who} is a steward now.',
      },
      letWrite: {
        title: 'Make {who} a member?',
        what: '{who} can then write in all documents of the group.',
        confirm: 'Make member',
        done: '{who} is a member now.',
      },
      demoteToMember: {
        title: 'Make {who} a member?',
        what: '{who} goes on reading and writing, and can no longer let people in, remove anybody or change roles.',
        confirm: 'Make member',
        done: '{who} is a member now.',
      },
      demoteToReader: {
        title: 'Make {who} a reader?',
        what: '{who} goes on reading and can no longer change anything.',
        confirm: 'Make reader',
        done: '{who} is a reader now.',
      },
      stepDown: {
        title: 'Step down as steward?',
        what: 'You go on reading and writing, and can no longer let people in, remove anybody or change roles. Another steward can make you one again.',
        confirm: 'Step down',
        done: 'You have stepped down.',
      },
      remove: {
        title: 'Remove {who}?',
        what: 'All devices of {who} are cut off: nothing new reaches them, and what they write from now on does not count.',
        confirm: 'Remove',
        done: '{who} is removed.',
      },
      cutOff: {
        title: '{who} was arrested?',
        what: 'All devices of {who} are cut off at once. Open invites that they could answer are taken back. The keys of the group change.',
        confirm: 'Cut off now',
        done: '{who} is cut off.',
      },
      removeDevice: {
        title: 'Remove a device of {who}?',
        what: 'This one device is cut off: nothing new reaches it. The other devices of {who} stay in the group.',
        confirm: 'Remove the device',
        done: 'The device is removed.',
      },
      drop: {
        title: 'Drop this device?',
        what: 'It is taken out of the group and can write nothing any more.',
        byOthers:
          'A steward’s device then changes the keys, by itself, as soon as it hears of it. Until then the dropped device may still receive.',
        confirm: 'Drop the device',
        done: 'The device is dropped.',
      },
      leave: {
        title: 'Leave this group?',
        what: 'All your devices leave it: they can write nothing any more. What they hold stays on them. You come back only with a new invite.',
        byOthers:
          'A steward’s device then changes the keys, by itself, as soon as it hears of it. Until then something may still arrive here.',
        confirm: 'Leave',
        done: 'You have left this group.',
      },
      newKeys: {
        title: 'Change the keys now?',
        what: 'Everybody stays. Do it when somebody may have seen what is on a device, for instance after it lay open.',
        confirm: 'Change the keys',
        done: 'The keys are changed.',
      },
      policy: {
        title: 'Change who may let people in?',
        what: 'The new rule holds from now on for everybody.',
        confirm: 'Change it',
        done: 'The rule is changed.',
      },
      follow: {
        title: 'Follow {who}?',
        what: 'Your devices go with this side. This cannot be taken back. Who is removed by it can no longer write here.',
        confirm: 'Follow',
        done: 'You follow {who}.',
      },
      working: 'Working…',
      doneTitle: 'Done',
    },

    exposure: {
      before: 'What they already have',
      after: 'What they had received',
      staysThere,
      all: (entries: number) =>
        plural(entries, {
          one: 'The one change that is here is known to be there.',
          other: 'All # changes that are here are known to be there.',
        }),
      some: (known: number, entries: number) =>
        `Known to be there: ${number(known)} of ${plural(entries, { one: '# change', other: '# changes' })} that this device holds. It may be more.`,
      none: 'It is not known that anything has arrived there.',
      documents: 'They could read:',
      noDocuments: 'There was no document to read.',
      invitesBefore: (count: number) =>
        plural(count, {
          one: '# open invite will be taken back.',
          other: '# open invites will be taken back.',
        }),
      invitesAfter: (count: number) =>
        plural(count, {
          one: '# open invite was taken back.',
          other: '# open invites were taken back.',
        }),
      noInvites: 'No invite had to be taken back.',
    },

    receipts: {
      title: 'Who has the new keys',
      all: (devices: number) =>
        plural(devices, {
          one: 'The only device has moved to the new keys.',
          other: 'All # devices have moved to the new keys.',
        }),
      /** Fewer than all, of at least two. */
      some: (moved: number, devices: number) =>
        plural(moved, {
          one: `# of ${number(devices)} devices has moved to the new keys. The others move when they next meet one that has.`,
          other: `# of ${number(devices)} devices have moved to the new keys. The others move when they next meet one that has.`,
        }),
      moved: 'moved',
      notYet: 'not yet',
    },

    arrest: {
      who: 'Who was arrested?',
      lead: 'Tap the person. You see what will happen before anything is done.',
      others:
        'Is somebody in danger? Call your legal support first, if there is one. Cutting off takes a moment and works without a network.',
      onlyDevice:
        'Was only a device lost or taken? Remove that device instead, under Members and devices.',
      ownDevice: 'Was it a device of yours? Drop it under My devices.',
      nobodyElse: 'There is nobody else in this group.',
      onlyStewards: 'Only stewards can cut off somebody. Reach one of them now:',
      tellOthers:
        'Tell the others, in a call or in person. Agree who meets whom, so that the new keys go round.',
    },

    compare: {
      title: 'Compare with somebody',
      label: 'Words of this group',
      how: 'Sit together or call each other, and read the words aloud. The same words mean: both devices know the same people and hold the same changes.',
      differ:
        'Different words? Wait until everything has arrived on both, and read them again. If they stay different, something is kept from one of you: meet in person and look together.',
    },
    keys: {
      title: 'Keys',
      number: (value: number) =>
        value === 0
          ? 'The group uses its first keys.'
          : `The keys were changed ${plural(value, { one: 'once', other: '# times' })}.`,
      change: 'New keys now',
    },
    policy: {
      title: 'Who may let people in',
      whoAdmits: 'Who makes invites and lets people in',
      stewards: 'Stewards only',
      members: 'Any member',
      inviteRole: 'New people come in as',
      change: 'Change it',
      unchanged: 'This is the rule now.',
      isStewards: 'Only stewards make invites and let people in.',
      isMembers: 'Any member makes invites and lets people in.',
      comeInAs: (role: string) => `New people come in as: ${role}.`,
    },
    withheld: {
      title: 'Something is not arriving',
      one: (entries: number) =>
        plural(entries, {
          one: 'A device of {who} says that it holds # change that it does not send.',
          other: 'A device of {who} says that it holds # changes that it does not send.',
        }),
      why: 'A bad connection can do that, and so can a device that holds back. It proves nothing against anybody. Meet another device of the group, or compare the words below.',
      look: 'See more',
    },

    dispute: {
      title: 'Whom do you follow?',
      lead: 'Stewards removed each other while they were apart. Samphire does not decide who is right. Perhaps a device is in wrong hands: speak with the people, in a call or in person, before you choose.',
      meanwhile: 'You can go on writing. It is kept on this device and sent once it is settled.',
      none: 'There is nothing to decide.',
      by: '{who} removed:',
      side: 'Side of {who}',
      support: (followers: number, needed: number) =>
        `${plural(followers, { one: '# member follows', other: '# members follow' })} this side. With ${number(needed)} it is settled.`,
      follow: 'Follow this side',
      followed: 'You follow this side.',
      removesYou: 'This side removes you.',
      removesUnknown: 'Whom this side removes cannot be read on this device. It may be you: ask.',
    },

    aside: {
      title: 'Set aside',
      lead: 'Changes that are kept, and are not in the documents. Nothing is lost: what is still right can be written again.',
      none: 'Nothing is set aside.',
      look: 'Look at them',
      byYou: 'written by you',
      by: 'written by {who}',
      when: (ms: number) => `${moment(ms)}, by the clock of the device that wrote it`,
      inDocument: 'In {title}',
      would: 'It would have written:',
      noLines: 'What it would have written cannot be shown in words.',
      again: 'Write it again',
      againDone: 'Written again, in your name.',
      rules: {
        unreadable: 'This device could not read it.',
        'author-may-not': 'Whoever wrote it had no right to write when it was written.',
        'after-removal': 'Its device was cut off, and it had not reached the others before.',
        fork: 'Its device wrote two different things at one place; the other one counts.',
        'rests-on-fork':
          'It rests on something that does not count, because its device wrote two things at one place.',
        'document-decodes': 'It holds something that documents here do not hold.',
        'own-client': 'It was not written under the name of the device that signed it.',
        'next-clock': 'A change of the same device before it is missing.',
        'within-own-past': 'It speaks of something that its device could not know yet.',
        'parent-is-a-type': 'It points at a place where nothing can stand.',
        'neighbours-agree': 'It does not fit into the place that it names.',
        'neighbours-in-order': 'It does not fit into the place that it names.',
        applies: 'It does not fit into the document.',
      } as Readonly<Record<string, string>>,
      otherRule: 'It did not count, by a rule that this version has no words for.',
    },
  };
};
