/**
 * The group's own document: its name, and which documents it has, of which kind, under which title.
 * Every group has exactly one, under the fixed id below. It knows no document but itself.
 *
 * Root map `meta` (`kind`, `version`), root map `group` (`name`), root map `documents`: document id
 * → map of `kind`, `title`, `archived`, each a last-writer register. Documents are archived, never
 * taken off the list.
 */
import * as Y from 'yjs';
import { accepted, refused } from '../lib/result.ts';
import type { Result } from '../lib/result.ts';
import { readField, rootMap, standingEntries } from './carried.ts';
import type { Authors, Kind } from './contract.ts';
import { cleanText } from './text.ts';

/** 16 zero bytes as hex: no random id will ever be this one. */
export const directoryId = '00000000000000000000000000000000';
export const directoryVersion = 1;
/** A title stands in one line of a list. */
export const titleCharsMax = 200;
/** The group's name stands in the head of every page. */
export const groupNameCharsMax = 80;
const kindCharsMax = 40;

const kindName = 'group';
const documentId = /^[0-9a-f]{32}$/u;

export type DirectoryRefusal =
  | { readonly type: 'document-newer'; readonly version: number }
  | { readonly type: 'document-unknown' }
  | { readonly type: 'title-empty' }
  | { readonly type: 'title-too-long'; readonly charsMax: number };

export interface DirectoryEntry {
  readonly id: string;
  readonly kind: string;
  /** Empty when it could not be read. */
  readonly title: string;
  readonly isArchived: boolean;
  /** Who added it, as far as known. */
  readonly by?: string;
}

export interface DirectoryView {
  /** Empty before it has arrived. */
  readonly name: string;
  /** By title, then id. */
  readonly documents: readonly DirectoryEntry[];
  readonly documentById: ReadonlyMap<string, DirectoryEntry>;
  readonly problems: readonly { readonly document?: string; readonly field: string }[];
}

type Edited = Result<void, DirectoryRefusal>;
type Newer = { readonly type: 'document-newer'; readonly version: number };

export const nameGroup = (doc: Y.Doc, name: string): Edited => {
  const newer = newerRefusal(doc);
  if (newer) return newer;
  const clean = checkedTitle(name, groupNameCharsMax);
  if (!clean.ok) return clean;
  const group = doc.getMap('group');
  if (group.get('name') !== clean.value) group.set('name', clean.value);
  return accepted(undefined);
};

/** `id` is 32 hex characters, chosen by the group. Adding an id again changes nothing. */
export const addDocument = (doc: Y.Doc, id: string, kind: string, title: string): Edited => {
  if (!documentId.test(id) || id === directoryId) throw new RangeError('directory: document id');
  if (kind === '' || kind.length > kindCharsMax) throw new RangeError('directory: kind');
  const newer = newerRefusal(doc);
  if (newer) return newer;
  const clean = checkedTitle(title, titleCharsMax);
  if (!clean.ok) return clean;
  const documents = doc.getMap('documents');
  if (documents.get(id) instanceof Y.Map) return accepted(undefined);
  documents.set(
    id,
    new Y.Map([
      ['kind', kind],
      ['title', clean.value],
    ]),
  );
  return accepted(undefined);
};

export const renameDocument = (doc: Y.Doc, id: string, title: string): Edited => {
  const clean = checkedTitle(title, titleCharsMax);
  return clean.ok ? changeDocument(doc, id, 'title', clean.value) : clean;
};

export const archiveDocument = (doc: Y.Doc, id: string, isArchived: boolean): Edited =>
  changeDocument(doc, id, 'archived', isArchived);

export const directoryView = (doc: Y.Doc, authors: Authors): Result<DirectoryView, Newer> => {
  const newer = newerRefusal(doc);
  if (newer) return newer;
  const problems: { document?: string; field: string }[] = [];
  const group = rootMap(doc, 'group');
  const documents = rootMap(doc, 'documents');
  if (group === undefined) problems.push({ field: 'group' });
  if (documents === undefined) problems.push({ field: 'documents' });

  const storedName = group && readField(group, 'name')?.value;
  if (storedName !== undefined && typeof storedName !== 'string') problems.push({ field: 'name' });
  const entries: DirectoryEntry[] = [];
  for (const { id, value, client } of documents ? standingEntries(documents) : []) {
    const isEntry = value instanceof Y.Map && documentId.test(id);
    const entry = isEntry ? readEntry(id, value) : undefined;
    if (entry === undefined) {
      problems.push({ document: id, field: 'document' });
      continue;
    }
    if (entry.title === '') problems.push({ document: id, field: 'title' });
    const by = authors.memberByClient(client);
    entries.push({ ...entry, ...(by !== undefined && { by }) });
  }
  entries.sort((one, other) => compare(one.title, other.title) || compare(one.id, other.id));
  return accepted({
    name: shown(storedName, groupNameCharsMax),
    documents: entries,
    documentById: new Map(entries.map((entry) => [entry.id, entry])),
    problems,
  });
};

export const directoryKind: Kind<DirectoryView> = {
  name: kindName,
  version: directoryVersion,
  create(doc) {
    if (newerRefusal(doc)) return;
    doc.transact(() => {
      const meta = doc.getMap('meta');
      meta.set('kind', kindName);
      meta.set('version', directoryVersion);
    });
  },
  view: directoryView,
};

const newerRefusal = (doc: Y.Doc): { readonly ok: false; readonly refusal: Newer } | undefined => {
  const version = rootMap(doc, 'meta')?.get('version');
  return typeof version === 'number' && version > directoryVersion
    ? refused({ type: 'document-newer', version })
    : undefined;
};

const checkedTitle = (text: string, charsMax: number): Result<string, DirectoryRefusal> => {
  const clean = cleanText(text);
  if (clean === '') return refused({ type: 'title-empty' });
  return clean.length > charsMax ? refused({ type: 'title-too-long', charsMax }) : accepted(clean);
};

const changeDocument = (doc: Y.Doc, id: string, key: string, value: unknown): Edited => {
  const newer = newerRefusal(doc);
  if (newer) return newer;
  const map = doc.getMap('documents').get(id);
  if (!(map instanceof Y.Map)) return refused({ type: 'document-unknown' });
  if (map.get(key) !== value) map.set(key, value);
  return accepted(undefined);
};

const readEntry = (id: string, map: Y.Map<unknown>): DirectoryEntry | undefined => {
  const kind = readField(map, 'kind')?.value;
  // Without its kind nobody can open it; the id and what is in the document stay.
  if (typeof kind !== 'string' || kind === '' || kind.length > kindCharsMax) return undefined;
  return {
    id,
    kind,
    title: shown(readField(map, 'title')?.value, titleCharsMax),
    isArchived: readField(map, 'archived')?.value === true,
  };
};

const shown = (value: unknown, charsMax: number): string =>
  typeof value === 'string' ? cleanText(value.slice(0, charsMax)) : '';

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);
