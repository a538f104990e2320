/**
 * People who each edit their own copy of one document, for tests of kinds: fixed client ids, a
 * clock that counts, and updates that travel only when a test says so.
 */
import * as Y from 'yjs';
import type { Authors, Editor } from '../src/kinds/contract.ts';

export interface Person {
  readonly name: string;
  readonly doc: Y.Doc;
  readonly editor: Editor;
  /** Every update that this copy made itself, in order. */
  readonly updates: readonly Uint8Array[];
}

export const names = ['founder', 'member', 'newcomer'] as const;

/** Clients 10, 20, 30 … belong to the first, second, third …; 11, 21 … are their second devices. */
export const authors: Authors = {
  memberByClient: (client) => names[Math.floor(client / 10) - 1],
};

export const person = (name: (typeof names)[number], device = 0): Person => {
  const doc = new Y.Doc({ gc: false });
  const client = (names.indexOf(name) + 1) * 10 + device;
  doc.clientID = client;
  const updates: Uint8Array[] = [];
  doc.on(
    'update',
    (update: Uint8Array, _origin: unknown, _doc: unknown, { local }: Y.Transaction) => {
      if (local) updates.push(update);
    },
  );
  let ids = 0;
  let time = client;
  const editor: Editor = {
    member: name,
    now: () => (time += 100),
    newId: () => (client * 1_000_000 + (ids += 1)).toString(16).padStart(16, '0'),
  };
  return { name, doc, editor, updates };
};

/** Everything that either copy holds, to both. */
export const meet = (...people: readonly Person[]): void => {
  for (const { doc: from } of people) {
    for (const { doc: to } of people) {
      if (from !== to) {
        Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'link');
      }
    }
  }
};

/** The value of an accepted edit; a refusal fails the test with its facts. */
export const done = <Value>(
  result:
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly refusal: unknown },
): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};

export const refusalOf = (result: { readonly ok: boolean; readonly refusal?: unknown }): unknown =>
  result.refusal;

/** Inputs for a property that is also a fuzzer: as many as usual, or as the environment says. */
export const fuzzRuns = (usual: number): number =>
  Number(process.env['SAMPHIRE_FUZZ_RUNS'] ?? usual);
