/**
 * One schedule from one seed: a group comes together, things happen to it, and every invariant is
 * asked after each of them. The same seed gives the same schedule, to the last byte.
 */
import { events, type Actors, type Event } from './events.ts';
import { calm, healAndJudge } from './healing.ts';
import { createHostile } from './hostile.ts';
import { stepInvariants } from './invariants.ts';
import { healMembers } from './judging-members.ts';
import type { Hands } from './members-by-hand.ts';
import { memberEvents } from './members.ts';
import { createPorter } from './porter.ts';
import { openTab } from './tab.ts';
import { count, createWorld, note, type Kind, type World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  /** What was found wrong; empty if everything held. */
  readonly failures: readonly string[];
  readonly trace: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

const stepsMin = 15;
const stepsMax = 30;
/** Chance of a hostile member. */
const hostility = 0.5;
/** Some steps follow at once, some after seconds: batches, retries and exchanges fall between. */
const pausesMs = [0, 5, 40, 350, 1_500, 6_000, 25_000] as const;

export const simulate = async (seed: number, kind: Kind = 'edits'): Promise<Outcome> => {
  const world = createWorld(seed, kind);
  const failures: string[] = [];
  try {
    failures.push(...(await play(world)));
  } catch (error) {
    failures.push(
      `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
  const { sent, lost, delivered } = world.network.counts();
  count(world, 'messages sent', sent);
  count(world, 'messages lost', lost);
  count(world, 'messages delivered', delivered);
  for (const device of world.devices) for (const tab of [...device.tabs]) tab.kill();
  return { seed, failures, trace: world.trace, counts: world.counts };
};

const play = async (world: World): Promise<readonly string[]> => {
  const { env } = world;
  await begin(world);
  const isHostile = world.kind === 'edits' && env.chance() < hostility;
  const hostile = isHostile ? createHostile(world) : undefined;
  const actors: Actors = { porter: createPorter(world, hostile === undefined), hostile };
  const hands: Hands = new Map();
  const table =
    world.kind === 'edits'
      ? events
      : [...events.filter(({ name }) => !spared.has(name)), ...memberEvents(hands)];
  const steps = stepsMin + env.pick(stepsMax - stepsMin + 1);
  for (let step = 0; step < steps; step += 1) {
    const did = await chooseEvent(world, table).run(world, actors);
    if (!did) continue;
    count(world, 'steps');
    await env.advance(pausesMs[env.pick(pausesMs.length)] ?? 0);
    const wrong = stepInvariants.flatMap((invariant) => invariant(world));
    if (wrong.length > 0) return wrong;
  }
  calm(world);
  const wrong = await (world.kind === 'edits'
    ? healAndJudge(world, actors.porter)
    : healMembers(world, hands));
  return [...wrong, ...stepInvariants.flatMap((invariant) => invariant(world))];
};

/** Disks that lie and rows that rot fork feeds: those stories are of the other schedules. */
const spared: ReadonlySet<string> = new Set(['lying disk', 'damaged row', 'admission', 'hostile']);

/** Everybody opens the group; the founder gives it a name and a document. */
const begin = async (world: World): Promise<void> => {
  for (const device of world.devices) await openTab(world, device);
  const [founder] = world.devices[0]?.tabs ?? [];
  const named = founder?.group.rename('Calais kitchen');
  if (!founder || named?.ok !== true) throw new Error('the group does not begin');
  for (const kind of ['free', 'needs']) {
    const created = founder.group.createDocument(kind, `${kind} ${world.documents.size}`);
    if (!created.ok) throw new Error('the group does not begin');
    world.documents.set(created.value, kind);
  }
  await world.env.advance(1_500);
  note(world, 'the group has begun');
};

const chooseEvent = ({ env }: World, table: readonly Event[]): Event => {
  let left = env.pick(table.reduce((sum, { weight }) => sum + weight, 0));
  const chosen = table.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (!chosen) throw new RangeError('chooseEvent: beyond the last');
  return chosen;
};
