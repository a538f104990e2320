/**
 * A group whose members come, go and change its keys, for stories: everybody on a device of their
 * own, meeting over the weak network in whatever rooms they are in.
 */
import type { GovernRefusal } from '../src/group/governing.ts';
import type { OpenGroup, Role } from '../src/group/types.ts';
import type { Result } from '../src/lib/result.ts';
import { createStage, letIn, unwrap, type Actor, type Stage } from '../src/testing/cast.ts';

export interface Person {
  readonly name: string;
  readonly actor: Actor;
  readonly group: OpenGroup;
}

export interface Company {
  readonly stage: Stage;
  readonly people: readonly Person[];
  /** The list that everybody writes to. */
  readonly list: string;
  person(name: string): Person;
}

const takesMs = 3_000;

/** The first founds the group; the others are let in one after another, and get their roles. */
export const gather = async (
  seed: number,
  names: readonly string[],
  roles: Readonly<Record<string, Role>> = {},
): Promise<Company> => {
  const stage = createStage(seed);
  const [first = 'founder', ...others] = names;
  const founder = stage.actor(first);
  const creating = founder.samphire.createGroup({ name: 'camp', handle: first, relays: [] });
  await stage.env.advance(takesMs);
  const group = unwrap(await creating);
  const list = unwrap(group.createDocument('needs', 'list'));
  const people: Person[] = [{ name: first, actor: founder, group }];
  for (const name of others) {
    const actor = stage.actor(name);
    people.push({ name, actor, group: await letIn(stage, group, actor) });
    const role = roles[name];
    if (role) await done(stage, group.changeRole(memberNamed(group, name), role));
  }
  await stage.env.advance(30_000);
  const person = (name: string): Person => {
    const found = people.find((each) => each.name === name);
    if (!found) throw new RangeError(`nobody is called ${name}`);
    return found;
  };
  return { stage, people, list, person };
};

export const memberNamed = (group: OpenGroup, handle: string): string => {
  const member = group.members().find((each) => each.handle === handle);
  if (!member) throw new RangeError(`${handle} is no member`);
  return member.id;
};

export const handlesOf = (group: OpenGroup): readonly string[] =>
  group
    .members()
    .map(({ handle }) => handle)
    .toSorted();

/** Waits in virtual time for a deed, and expects that it was not refused. */
export const done = async <Value>(
  stage: Stage,
  deed: Promise<Result<Value, GovernRefusal>>,
): Promise<Value> => {
  await stage.env.advance(takesMs);
  return unwrap(await deed);
};

export const write = (group: OpenGroup, list: string, text: string): void =>
  unwrap(group.openDocument(list)).doc.getArray<string>('list').push([text]);

export const read = (group: OpenGroup, list: string): readonly string[] =>
  unwrap(group.openDocument(list)).doc.getArray<string>('list').toArray().toSorted();
