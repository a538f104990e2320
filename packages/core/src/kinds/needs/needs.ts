/** The kind *needs*: a list of what is wanted, and what people promise and bring for it. */
import type { Kind } from '../contract.ts';
import { openForEdit } from './schema.ts';
import { kindName } from './schema.ts';
import type { NeedsView } from './types.ts';
import { viewNeeds } from './view.ts';
import { needsVersion } from './vocabulary.ts';

export const needsKind: Kind<NeedsView> = {
  name: kindName,
  version: needsVersion,
  create(doc) {
    const roots = openForEdit(doc);
    if (!roots.ok) return;
    const { meta } = roots.value;
    doc.transact(() => {
      meta.set('kind', kindName);
      meta.set('version', needsVersion);
    });
  },
  view: viewNeeds,
};
