/**
 * The history of who belongs, as sentences with gaps, newest first. The time of an event is a claim
 * of the device that wrote it, and is said as one. Pure.
 */
import type { Messages } from '../../i18n/en.ts';
import type { RosterEvent } from '../../state/core.ts';

export interface HistorySentence {
  readonly id: string;
  /** With gaps `{by}` and `{about}`. */
  readonly what: string;
  /** With a gap `{by}`. */
  readonly when: string;
  readonly by: string;
  readonly about: string;
}

export const historySentences = (
  events: readonly RosterEvent[],
  t: Messages,
): readonly HistorySentence[] => events.map((event) => sentenceOf(event, t)).toReversed();

function sentenceOf(event: RosterEvent, t: Messages): HistorySentence {
  const { somebody } = t.members;
  return {
    id: event.id,
    what: whatOf(event, t),
    when: whenOf(event, t),
    by: event.by?.handle ?? somebody,
    about: (event.about ?? event.by)?.handle ?? somebody,
  };
}

function whatOf({ type, role, by, about }: RosterEvent, t: Messages): string {
  const { events, eventsWithRole, stepsDown, own } = t.members.history;
  const isOwn = by !== undefined && by.member === about?.member;
  if (isOwn && type === 'demoted') return stepsDown;
  if (isOwn && type in own) return own[type as keyof typeof own];
  if (role !== undefined && type in eventsWithRole)
    return eventsWithRole[type as keyof typeof eventsWithRole][role];
  return events[type];
}

function whenOf({ claimedAt, by }: RosterEvent, t: Messages): string {
  const { when, whenUnknownBy, noTime } = t.members.history;
  if (claimedAt === undefined) return noTime;
  return by === undefined ? whenUnknownBy(claimedAt) : when(claimedAt);
}
