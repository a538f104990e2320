/** How a member is called, of those who are gone too: as the roster or its history knows them. Pure. */
import type { MemberId, OpenGroup } from '../../state/core.ts';

export function handleOf(
  id: MemberId,
  group: Pick<OpenGroup, 'members' | 'rosterHistory'>,
): string | undefined {
  const member = group.members().find((each) => each.id === id);
  if (member !== undefined) return member.handle;
  const named = group
    .rosterHistory()
    .flatMap(({ by, about }) => [by, about])
    .findLast((each) => each?.member === id);
  return named?.handle;
}
