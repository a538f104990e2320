/**
 * The sentences of needs lists. Belongs to `screens/needs`.
 */
import type { Formats } from '../formats.ts';

export const needsMessages = ({ plural }: Formats) => ({
  kind: 'Needs list',
  kindMany: 'Needs lists',
  urgentLines: (count: number) =>
    plural(count, { one: '# urgent line is open', other: '# urgent lines are open' }),
});
