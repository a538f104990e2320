import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { authors, done, meet, person, refusalOf } from '../../test/people.ts';
import {
  addDocument,
  archiveDocument,
  directoryId,
  directoryKind,
  directoryView,
  nameGroup,
  renameDocument,
} from './directory.ts';

const one = '1'.repeat(32);
const two = '2'.repeat(32);
const viewOf = (doc: Y.Doc) => done(directoryView(doc, authors));

describe('the directory of a group', () => {
  it('is empty before it has arrived', () => {
    expect(viewOf(new Y.Doc())).toMatchObject({ name: '', documents: [], problems: [] });
  });

  it('holds the name and the documents that people apart add', () => {
    const [founder, member] = [person('founder'), person('member')];
    directoryKind.create(founder.doc, founder.editor);
    done(nameGroup(founder.doc, ' Colchester\u202e depot '));
    meet(founder, member);
    done(addDocument(founder.doc, one, 'needs', 'Winter list'));
    done(addDocument(member.doc, two, 'rota', 'Kitchen'));
    meet(founder, member);
    done(renameDocument(member.doc, one, 'Winter 2026'));
    done(archiveDocument(founder.doc, one, true));
    meet(founder, member);
    expect(viewOf(member.doc)).toEqual(viewOf(founder.doc));
    expect(viewOf(founder.doc)).toMatchObject({
      name: 'Colchester depot',
      documents: [
        { id: two, kind: 'rota', title: 'Kitchen', isArchived: false, by: 'member' },
        { id: one, kind: 'needs', title: 'Winter 2026', isArchived: true, by: 'founder' },
      ],
      problems: [],
    });
    expect(founder.doc.getMap('meta').toJSON()).toEqual({ kind: 'group', version: 1 });
  });

  it('writes nothing when nothing differs, and keeps fields that it does not know', () => {
    const { doc } = person('founder');
    done(nameGroup(doc, 'depot'));
    done(addDocument(doc, one, 'needs', 'list'));
    (doc.getMap('documents').get(one) as Y.Map<unknown>).set('audience', 'network');
    const before = Y.encodeStateVector(doc);
    done(nameGroup(doc, 'depot'));
    done(addDocument(doc, one, 'rota', 'another'));
    done(renameDocument(doc, one, 'list'));
    expect(Y.encodeStateVector(doc)).toEqual(before);
    done(archiveDocument(doc, one, true));
    done(archiveDocument(doc, one, false));
    expect((doc.getMap('documents').get(one) as Y.Map<unknown>).get('audience')).toBe('network');
    expect(viewOf(doc).documents).toMatchObject([{ kind: 'needs', isArchived: false }]);
  });

  it('refuses titles that are empty or too long, and documents that are not there', () => {
    const { doc } = person('founder');
    expect(refusalOf(nameGroup(doc, ' '))).toEqual({ type: 'title-empty' });
    expect(refusalOf(nameGroup(doc, 'x'.repeat(81)))).toEqual({
      type: 'title-too-long',
      charsMax: 80,
    });
    expect(refusalOf(addDocument(doc, one, 'needs', ''))).toEqual({ type: 'title-empty' });
    expect(refusalOf(renameDocument(doc, one, 'x'.repeat(201)))).toMatchObject({ charsMax: 200 });
    expect(refusalOf(renameDocument(doc, one, 'x'))).toEqual({ type: 'document-unknown' });
    expect(refusalOf(archiveDocument(doc, one, true))).toEqual({ type: 'document-unknown' });
    expect(() => addDocument(doc, directoryId, 'needs', 'x')).toThrow(RangeError);
    expect(() => addDocument(doc, one, '', 'x')).toThrow(RangeError);
  });

  it('names what is damaged and shows the rest', () => {
    const { doc } = person('founder');
    done(addDocument(doc, one, 'needs', 'list'));
    const documents = doc.getMap('documents');
    documents.set(two, 'nothing');
    documents.set('short', new Y.Map([['kind', 'needs']]));
    documents.set('3'.repeat(32), new Y.Map([['kind', 7]]));
    documents.set(
      '4'.repeat(32),
      new Y.Map<unknown>([
        ['kind', 'needs'],
        ['title', 7],
      ]),
    );
    doc.getMap('group').set('name', { not: 'a name' });
    const view = viewOf(doc);
    expect(view).toMatchObject({ name: '', documents: [{ title: '' }, { title: 'list' }] });
    expect(view.problems).toEqual([
      { field: 'name' },
      { document: two, field: 'document' },
      { document: 'short', field: 'document' },
      { document: '3'.repeat(32), field: 'document' },
      { document: '4'.repeat(32), field: 'title' },
    ]);
    const other = new Y.Doc();
    other.getArray('documents');
    other.getArray('group');
    expect(viewOf(other).problems).toEqual([{ field: 'group' }, { field: 'documents' }]);
  });

  it('of a newer version is refused by the view and by every edit', () => {
    const { doc, editor } = person('founder');
    doc.getMap('meta').set('version', 2);
    const refusal = { type: 'document-newer', version: 2 };
    expect(refusalOf(directoryKind.view(doc, authors))).toEqual(refusal);
    expect(refusalOf(nameGroup(doc, 'x'))).toEqual(refusal);
    expect(refusalOf(addDocument(doc, one, 'needs', 'x'))).toEqual(refusal);
    expect(refusalOf(renameDocument(doc, one, 'x'))).toEqual(refusal);
    directoryKind.create(doc, editor);
    expect(doc.getMap('meta').has('kind')).toBe(false);
  });
});
