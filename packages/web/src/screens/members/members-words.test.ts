import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import type { MemberView, RosterEvent } from '../../state/core.ts';
import { deedWords } from './deed-words.ts';
import { deviceFacts, deviceMark, deviceName } from './device-words.ts';
import { exposureWords } from './exposure-words.ts';
import { handleOf } from './handles.ts';
import { historySentences } from './history-words.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const founder = { member: 'f', handle: 'founder' };
const newcomer = { member: 'n', handle: 'newcomer' };

describe('the history of who belongs', () => {
  const read = (events: readonly RosterEvent[]): readonly string[] =>
    historySentences(events, en).map(({ what, by, about }) =>
      what.replace('{by}', by).replace('{about}', about),
    );

  it('is told in sentences, newest first', () => {
    expect(
      read([
        { id: '1', type: 'founded', by: founder },
        { id: '2', type: 'admitted', by: founder, about: newcomer, role: 'reader' },
        { id: '3', type: 'promoted', by: founder, about: newcomer, role: 'steward' },
        { id: '4', type: 'demoted', by: founder, about: founder, role: 'member' },
        { id: '5', type: 'removed', by: newcomer, about: founder },
      ]),
    ).toEqual([
      'newcomer removed founder.',
      'founder stepped down.',
      'founder made newcomer a steward.',
      'founder let in newcomer as a reader.',
      'founder founded the group.',
    ]);
  });

  it('says of what somebody did with their own devices only that', () => {
    const own = { by: founder, about: founder };
    expect(
      read([
        { id: '1', type: 'invited', ...own },
        { id: '2', type: 'device-added', ...own },
        { id: '3', type: 'device-removed', ...own },
        { id: '4', type: 'device-added', by: newcomer, about: founder },
      ]),
    ).toEqual([
      'newcomer added a device of founder.',
      'founder dropped a device.',
      'founder added a device.',
      'founder made an invite for another device of their own.',
    ]);
  });

  it('names somebody where nobody is known', () => {
    expect(read([{ id: '1', type: 'keys-changed' }])).toEqual(['somebody changed the keys.']);
  });

  it('says by whose clock a time is, and none where there is none', () => {
    const [known, unknown] = historySentences(
      [
        { id: '1', type: 'founded', by: founder },
        { id: '2', type: 'keys-changed', by: founder, claimedAt: noon },
      ],
      en,
    );
    expect(known?.when).toContain('by the clock of the device of {by}');
    expect(unknown?.when).toBe('no time is known');
  });

  it('has a sentence for every event with every role', () => {
    const types = Object.keys(en.members.history.events) as RosterEvent['type'][];
    for (const type of types)
      for (const role of ['steward', 'member', 'reader'] as const) {
        const [sentence] = read([{ id: '1', type, by: founder, about: newcomer, role }]);
        expect(sentence, type).toMatch(/^[a-z].*\.$/);
        expect(sentence, type).not.toMatch(/[{}]|undefined/);
      }
  });
});

describe('the name of a member', () => {
  it('is found of those who are gone too, and of nobody else', () => {
    const group = {
      members: () => [],
      rosterHistory: (): readonly RosterEvent[] => [
        { id: '1', type: 'removed', by: founder, about: newcomer },
      ],
    };
    expect(handleOf('n', group)).toBe('newcomer');
    expect(handleOf('f', group)).toBe('founder');
    expect(handleOf('x', group)).toBeUndefined();
  });
});

describe('what devices had received', () => {
  const exposure = {
    entries: 10,
    entriesKnownToBeHeld: 4,
    documents: ['d', 'gone'],
    invitesWithdrawn: 2,
  };
  const documents = [{ id: 'd', kind: 'needs', title: 'قائمة', isArchived: false }];

  it('says what is known to be there, and that it may be more', () => {
    const before = exposureWords(exposure, documents, false, en);
    expect(before.sentences[0]).toBe(
      'Known to be there: 4 of 10 changes that this device holds. It may be more.',
    );
    expect(before.sentences.at(-1)).toBe('2 open invites will be taken back.');
    expect(before.documents).toEqual(['قائمة', '']);
  });

  it('says afterwards that everything had arrived, and which invites were taken back', () => {
    const after = exposureWords({ ...exposure, entriesKnownToBeHeld: 10 }, documents, true, en);
    expect(after.sentences[0]).toBe('All 10 changes that are here are known to be there.');
    expect(after.sentences.at(-1)).toBe('2 open invites were taken back.');
    const none = exposureWords({ ...exposure, invitesWithdrawn: 0 }, documents, true, en);
    expect(none.sentences.at(-1)).toBe('No invite had to be taken back.');
  });
});

describe('what is said of a deed', () => {
  const member: MemberView = {
    id: 'm',
    handle: 'member',
    role: 'member',
    devices: [],
    isMe: false,
    isPresent: false,
    hasEverything: false,
  };

  it('says of a demotion that the keys change, and of a promotion nothing of the kind', () => {
    const down = deedWords({ type: 'change-role', member, role: 'reader' }, true, en);
    expect(down.what.join(' ')).toContain('changes the keys');
    const up = deedWords({ type: 'change-role', member, role: 'steward' }, false, en);
    expect(up.what.join(' ')).not.toContain('changes the keys of the group');
  });

  it('says to who leaves or drops a device that a steward’s device changes the keys', () => {
    expect(deedWords({ type: 'leave' }, false, en).what.join(' ')).toContain('steward’s device');
  });
});

describe('a device', () => {
  const device = {
    id: '0123456789abcdef',
    isThis: false,
    isPresent: true,
    entries: 0,
    hasMoved: false,
  };

  it('is the place that it has and a mark to compare', () => {
    expect(deviceName(device, 1, en)).toBe('Device 2');
    expect(deviceName({ isThis: true }, 1, en)).toBe('This device');
    expect(deviceMark(device)).toBe('0123 4567');
  });

  it('tells what it did by its own clock, or that it did nothing', () => {
    expect(deviceFacts(device, false, en)).toEqual([
      'here now',
      'nothing written by it is here',
      'has not moved to the newest keys yet',
    ]);
    const written = { ...device, entries: 3, lastDeedAt: noon, hasMoved: true };
    expect(deviceFacts(written, false, en).join(' · ')).toMatch(
      /3 changes.*by its own clock.*newest keys/,
    );
  });

  it('tells one that is cut off nothing of who is here and which keys are new', () => {
    expect(deviceFacts({ ...device, entries: 1 }, true, en)).toEqual(['1 change of it is here']);
  });
});
