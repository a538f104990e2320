/**
 * The checks that keep members in their place, each with the lines that carry it and what core would
 * be without it: who may do what, what a charter may say, what counts of whoever was removed, who
 * decides a dispute. `sensitivity.ts` takes them out one by one.
 */
import type { Check } from './sensitivity-checks.ts';

const without = (
  name: string,
  file: string,
  find: string,
  replace: string,
  ...tests: readonly string[]
): Check => ({ name: `members: ${name}`, file, find, replace, tests });

const [rights, charters] = ['members/rights', 'members/charters'] as const;
const [removed, disputes] = ['members/removed', 'members/disputes'] as const;
const [joining, oldClocks] = ['members/joining', 'members/old-clocks'] as const;

export const memberChecks: readonly Check[] = [
  without(
    'who may change the roster',
    'roster/refusing.ts',
    "if (!mayDo(role, deedOf(change), roster.policy)) return { type: 'author-may-not' };",
    '',
    rights,
  ),
  without(
    'who may change the keys',
    'group/counting/history.ts',
    "if (!mayDo(role, 'succeed', state.charter.policy)) return 'author-may-not';",
    '',
    rights,
  ),
  without(
    'devices are added by their own member',
    'roster/refusing.ts',
    'if (isOthers || author !== named)',
    'if (isOthers && author !== named && named === author)',
    rights,
  ),
  without(
    'devices are dropped by their own member',
    'roster/refusing.ts',
    'return change.device && isOthersByCharter(roster, change.device, member)',
    "return change.device && member === ''",
    rights,
  ),
  without(
    'nobody who was removed is admitted',
    'roster/refusing.ts',
    'if (isRemoved) return',
    'if (isRemoved && !isRemoved) return',
    removed,
  ),
  without(
    'a charter raises nobody',
    'roster/judging-charters.ts',
    'rank(role) <= rank(earlier.role)',
    'rank(role) >= 0',
    charters,
  ),
  without(
    'a charter changes no keys',
    'roster/judging-charters.ts',
    'earlier.devices.some((each) => sameDevice(each, device))',
    'earlier.devices.some((each) => sameDevice(each, each) && device)',
    charters,
  ),
  without(
    'a broken charter cuts nobody off',
    'group/counting/history.ts',
    "if ('breach' in opened) return this.#refuse(succession, opened.breach);",
    "if ('breach' in opened) return undefined;",
    charters,
  ),
  without(
    'a charter commits to its secret',
    'roster/succession.ts',
    'return secretMatches(charter, secret)',
    'return secretMatches(charter, secret) || secret.length === 32',
    charters,
  ),
  without(
    'nothing counts after a removal',
    'group/counting/counting.ts',
    'return place < this.boundFor(chain);',
    'return place < Infinity || this.boundFor(chain) > place;',
    removed,
  ),
  without(
    'what was brought along counts',
    'group/counting/bounds.ts',
    '[beginning.succession, ...firstArrivals(beginning, facts)].map',
    '[beginning.succession, ...firstArrivals(beginning, facts).slice(0, 0)].map',
    removed,
  ),
  without(
    'stewards who remove each other are in a dispute',
    'roster/lineage-disputes.ts',
    'if (disputed.length === 0) {',
    'if (disputed.length >= 0) {',
    disputes,
  ),
  without(
    'it takes more than half',
    'roster/lineage-disputes.ts',
    'const majority = Math.floor(electors.length / 2) + 1;',
    'const majority = 1;',
    disputes,
  ),
  without(
    'one succession of a device and epoch',
    'group/counting/history.ts',
    'if (isSecond) {',
    'if (isSecond && !member) {',
    disputes,
  ),
  without(
    'nobody ends keys that they have left',
    'group/counting/finding-lineage.ts',
    '.filter((succession) => !hadMovedOn(succession, findings))',
    '.filter((succession) => !hadMovedOn(succession, findings) || succession)',
    disputes,
  ),
  without(
    'a role counts from its promotion on',
    'group/counting/epoch-roster.ts',
    'heightInPast(node, chain) > place;',
    'heightInPast(node, chain) >= 0 || place < 0;',
    disputes,
  ),
  without(
    'keys grow old by the own clock',
    'group/stewardship/duties.ts',
    'history.firstOwnSeconds(history.current.id)',
    'history.firstClaimedSeconds(history.current.id)',
    oldClocks,
  ),
  without(
    'uses of an invite',
    'group/invite-book.ts',
    "if (usesLeftOf(record, roster) === 0) return 'invite-used-up';",
    '',
    joining,
  ),
  without(
    'invites that somebody removed could answer are not carried over',
    'group/inviting.ts',
    'role && !isReadByOthers ?',
    'role && (isReadByOthers || !isReadByOthers) ?',
    joining,
  ),
  without(
    'knocks that are looked at',
    'group/knock-book.ts',
    'this.#openKnocks >= openKnocksMax',
    'this.#openKnocks < 0 * openKnocksMax',
    joining,
  ),
];
