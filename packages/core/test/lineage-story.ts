/**
 * Tells stories about epochs as the facts that each device would hold: what was not sealed to it is
 * closed to it, with all that lies behind. Every member has a phone; more devices by name.
 */
import {
  lineageOf,
  type ArrivalFact,
  type EpochMember,
  type Lineage,
  type LineageFacts,
  type LineageViews,
  type SuccessionFact,
} from '../src/roster/lineage.ts';
import type { Role } from '../src/roster/member.ts';

export type People = Readonly<Record<string, Role>>;

export interface Telling {
  /** One parent, or two: a merge. The entry lies in the ledger of the first. `first` if not told. */
  readonly from?: readonly string[];
  readonly by: string;
  readonly device?: string;
  readonly removes?: readonly string[];
  readonly drops?: readonly string[];
  readonly demotes?: People;
  /** Whom its author knew, if not all who were in the parent by then. */
  readonly knew?: readonly string[];
  readonly face?: string;
}

export interface Story {
  /** The same for everybody who can open it. */
  readonly succeed: (id: string, telling: Telling) => void;
  readonly arrive: (epoch: string, ...members: readonly string[]) => void;
  readonly arriveOn: (epoch: string, member: string, device: string) => void;
  readonly admit: (epoch: string, people: People) => void;
  readonly addDevice: (epoch: string, member: string, device: string) => void;
  /** Somebody told the epoch's secret to those who are in `to`. */
  readonly disclose: (epoch: string, to: string) => void;
  readonly factsFor: (member: string, device?: string) => LineageFacts;
  readonly viewsFor: (member: string, device?: string) => LineageViews;
  readonly lineageFor: (member: string, device?: string) => Lineage;
  readonly currentFor: (...members: readonly string[]) => readonly string[];
}

export const phoneOf = (member: string): string => `${member}-phone`;

interface Epoch {
  readonly fact: SuccessionFact;
  /** With those whom its roster entries add. */
  readonly roster: Map<string, EpochMember>;
}

export const createStory = (people: People): Story => {
  const withPhone = ([name, role]: [string, Role]): [string, EpochMember] => [
    name,
    { role, devices: [phoneOf(name)] },
  ];
  const first = new Map(Object.entries(people).map(withPhone));
  const epochs = new Map<string, Epoch>();
  const arrivals: ArrivalFact[] = [];
  const disclosures: { epoch: string; to: string }[] = [];

  const rosterIn = (epoch: string): Map<string, EpochMember> => {
    const roster = epoch === 'first' ? first : epochs.get(epoch)?.roster;
    if (!roster) throw new RangeError(`no epoch ${epoch}`);
    return roster;
  };
  const isIn = (epoch: string, device: string): boolean =>
    [...rosterIn(epoch).values()].some(({ devices }) => devices.includes(device));
  const ancestry = (epoch: string): Set<string> => {
    const found = new Set([epoch]);
    for (const each of found) {
      for (const parent of epochs.get(each)?.fact.parents ?? []) found.add(parent);
    }
    return found;
  };
  const openTo = (device: string): ReadonlySet<string> => {
    const open = new Set<string>();
    const add = (epoch: string): void => {
      for (const each of ancestry(epoch)) open.add(each);
    };
    for (const epoch of ['first', ...epochs.keys()]) if (isIn(epoch, device)) add(epoch);
    // A set hands out what is added while it is walked.
    for (const epoch of open) {
      for (const { epoch: told, to } of disclosures) if (to === epoch) add(told);
    }
    return open;
  };
  const factsFor = (member: string, device = phoneOf(member)): LineageFacts => {
    const open = openTo(device);
    const successions = [...epochs.values()].flatMap(({ fact }) => {
      const [home = ''] = fact.parents;
      if (!open.has(home)) return [];
      return open.has(fact.id) ? [fact] : [{ ...fact, parents: [home], members: undefined }];
    });
    const arrivedIn = arrivals.filter((each) => each.device === device).map(({ epoch }) => epoch);
    return {
      root: 'first',
      successions,
      arrivals: arrivals.filter(({ epoch }) => open.has(epoch)),
      me: { device, arrivedIn },
    };
  };
  const viewsFor = (member: string, device = phoneOf(member)): LineageViews => {
    const open = openTo(device);
    return {
      isIn: (epoch, each) => open.has(epoch) && isIn(epoch, each),
      isSteward: (epoch, name, each) => {
        const record = open.has(epoch) ? rosterIn(epoch).get(name) : undefined;
        return record?.role === 'steward' && record.devices.includes(each);
      },
      rosterOf: (epoch) => (open.has(epoch) ? rosterIn(epoch) : undefined),
    };
  };
  const lineageFor = (member: string, device?: string): Lineage =>
    lineageOf(factsFor(member, device), viewsFor(member, device));

  return {
    succeed: (id, telling) => {
      const { from = ['first'], by, device = phoneOf(by), removes = [], drops = [] } = telling;
      const known = from.flatMap((parent) => [...rosterIn(parent)]);
      const roster = new Map<string, EpochMember>();
      for (const [name, { role, devices }] of known) {
        const isEverywhere = from.every((parent) => rosterIn(parent).has(name));
        const isKnown = telling.knew?.includes(name) ?? true;
        if (!isEverywhere || !isKnown || removes.includes(name)) continue;
        const kept = devices.filter((each) => !drops.includes(each));
        roster.set(name, { role: telling.demotes?.[name] ?? role, devices: kept });
      }
      const members = new Map(roster);
      const electors = new Set(telling.knew ?? rosterIn(from[0] ?? 'first').keys());
      const sealedTo = [...members.values()].flatMap(({ devices }) => devices).length;
      const author = { member: by, device };
      const face = telling.face ?? JSON.stringify([...members]);
      epochs.set(id, {
        fact: { id, parents: from, author, members, electors, face, sealedTo },
        roster,
      });
    },
    arrive: (epoch, ...members) => {
      for (const member of members) arrivals.push({ epoch, member, device: phoneOf(member) });
    },
    arriveOn: (epoch, member, device) => void arrivals.push({ epoch, member, device }),
    admit: (epoch, newcomers) => {
      for (const each of Object.entries(newcomers)) rosterIn(epoch).set(...withPhone(each));
    },
    addDevice: (epoch, member, device) => {
      const roster = rosterIn(epoch);
      const record = roster.get(member) ?? { role: 'member', devices: [] };
      roster.set(member, { ...record, devices: [...record.devices, device] });
    },
    disclose: (epoch, to) => void disclosures.push({ epoch, to }),
    factsFor,
    viewsFor,
    lineageFor,
    currentFor: (...members) => members.map((member) => lineageFor(member).current),
  };
};
