/** The history of who belongs, as sentences. `{by}` did it, `{about}` is whom it concerns. */
import type { RosterEvent } from '@samphire/core';
import type { Formats } from '../formats.ts';

export const membersHistoryMessages = ({ moment, plural }: Formats) => ({
  history: {
    title: 'History',
    lead: 'Who did what to the group, newest first.',
    older: (count: number) => plural(count, { one: 'Show # older', other: 'Show # older' }),
    /** The clock of a device may be wrong: it is named, not believed. */
    when: (ms: number) => `${moment(ms)}, by the clock of the device of {by}`,
    whenUnknownBy: (ms: number) => `${moment(ms)}, by the clock of a device`,
    noTime: 'no time is known',
    events: {
      founded: '{by} founded the group.',
      invited: '{by} made an invite.',
      'invite-withdrawn': '{by} took an invite back.',
      admitted: '{by} let in {about}.',
      'device-added': '{by} added a device of {about}.',
      declined: '{by} turned somebody away.',
      promoted: '{by} changed the role of {about}.',
      demoted: '{by} changed the role of {about}.',
      left: '{about} left the group.',
      'device-dropped': '{about} dropped a device.',
      removed: '{by} removed {about}.',
      'device-removed': '{by} removed a device of {about}.',
      'keys-changed': '{by} changed the keys.',
      'policy-changed': '{by} changed who may let people in.',
    } satisfies Record<RosterEvent['type'], string>,
    /** Where the event names a role. */
    eventsWithRole: {
      invited: {
        steward: '{by} made an invite for a steward.',
        member: '{by} made an invite for a member.',
        reader: '{by} made an invite for a reader.',
      },
      admitted: {
        steward: '{by} let in {about} as a steward.',
        member: '{by} let in {about} as a member.',
        reader: '{by} let in {about} as a reader.',
      },
      promoted: {
        steward: '{by} made {about} a steward.',
        member: '{by} made {about} a member.',
        reader: '{by} made {about} a reader.',
      },
      demoted: {
        steward: '{by} made {about} a steward.',
        member: '{by} made {about} a member.',
        reader: '{by} made {about} a reader.',
      },
    },
    stepsDown: '{by} stepped down.',
    /** Done with one's own devices. */
    own: {
      invited: '{by} made an invite for another device of their own.',
      'device-added': '{by} added a device.',
      'device-dropped': '{by} dropped a device.',
      'device-removed': '{by} dropped a device.',
    },
  },
});
