/**
 * Three people in one process for the contract of links: one founds a group, the others are let in.
 * Who provides the link says how time passes and how messages are counted.
 */
import type { Doorbell } from '../group/ports.ts';
import type { LinkStage } from './link-contract.ts';
import type { LinkPerson } from './link-person.ts';

export interface Passage {
  pass(ms: number): Promise<void>;
  /** Milliseconds, of the same time that `pass` lets pass. */
  now(): number;
}

const pollMs = 50;
const patienceMs = 60_000;

export const createUntil =
  ({ pass, now }: Passage): LinkStage['until'] =>
  async (what, holds, ms = patienceMs) => {
    const endMs = now() + ms;
    while (!(await holds())) {
      if (now() > endMs) throw new Error(`waited in vain: ${what}`);
      await pass(pollMs);
    }
  };

/** Founds a group with the first person and lets the others in, one after the other. */
export const gather = async (
  people: readonly (readonly [handle: string, person: LinkPerson])[],
  addresses: readonly string[],
  until: LinkStage['until'],
): Promise<void> => {
  const [first, ...others] = people;
  if (first === undefined) return;
  const [handle, founder] = first;
  await founder.found(handle, addresses);
  await until('the founder can write', () => founder.isIn());
  for (const [name, person] of others) {
    await person.knock(await founder.invite(), name);
    await until('the knock is answered', async () => (await founder.admit(name)) > 0);
    await until('the newcomer is in', () => person.isIn());
  }
  for (const [, person] of people) {
    await until(
      'everybody is connected',
      async () => (await person.status()).peers.length === people.length - 1,
    );
  }
};

/** Notes in memory, heard by all who listen. */
export const createBoard = (after: (ms: number, action: () => void) => void) => {
  const ears = new Map<string, Set<(note: Uint8Array) => void>>();
  return (): Doorbell => {
    const stops: (() => void)[] = [];
    return {
      post: (topic, note) =>
        after(1, () => {
          for (const hear of ears.get(topic) ?? []) hear(note.slice());
        }),
      listen: (topic, hear) => {
        const heard = ears.get(topic) ?? new Set();
        ears.set(topic, heard.add(hear));
        const stop = (): void => void heard.delete(hear);
        stops.push(stop);
        return stop;
      },
      stop: () => {
        for (const stop of stops) stop();
      },
    };
  };
};
