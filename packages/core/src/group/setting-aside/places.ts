/**
 * Finds the things of a replay in the document itself: the very ones where they are still there, else
 * what stands in their place. Changes nothing.
 */
import * as Y from 'yjs';
import { kindOf, type Kind, type Replay, type Where } from './replay.ts';

/** What was written again stands in the document under other ids. By id before: client and clock. */
export type Again = Map<string, Y.ID>;

type AnyType = Y.AbstractType<unknown>;
export type Fitting = Y.Map<unknown> | Y.Array<unknown> | Y.Text;

export const nameOf = ({ client, clock }: Pick<Y.ID, 'client' | 'clock'>): string =>
  `${client}:${clock}`;

export class Places {
  readonly #doc: Y.Doc;
  readonly #isShared: Replay['isShared'];
  readonly #again: Again;

  constructor(doc: Y.Doc, isShared: Replay['isShared'], again: Again) {
    this.#doc = doc;
    this.#isShared = isShared;
    this.#again = again;
  }

  /** What an id is called in the document, if it is there: deleted or not. */
  idOf(id: Y.ID): Y.ID | undefined {
    const known = this.#isShared(id) ? id : this.#again.get(nameOf(id));
    return known && known.clock < Y.getState(this.#doc.store, known.client) ? known : undefined;
  }

  itemOf(id: Y.ID): Y.Item | undefined {
    const known = this.idOf(id);
    const item = known && Y.getItem(this.#doc.store, known);
    return item instanceof Y.Item ? item : undefined;
  }

  /** Whether it is the very one, and not another in its place. */
  isSame(where: Where): boolean {
    return 'root' in where || this.itemOf(where.id) !== undefined;
  }

  find(where: Where): Fitting | undefined {
    if ('root' in where) return this.#root(where.root, where.kind);
    const item = this.itemOf(where.id);
    if (item) {
      const type = item.content instanceof Y.ContentType ? item.content.type : undefined;
      return type && !isGone(item) ? asFitting(type, where.kind) : undefined;
    }
    const parent = this.find(where.parent);
    const { step } = where;
    if (typeof step === 'string') {
      return parent instanceof Y.Map ? asFitting(parent.get(step), where.kind) : undefined;
    }
    return parent instanceof Y.Array
      ? asFitting(parent.get(Math.min(step, parent.length - 1)), where.kind)
      : undefined;
  }

  #root(name: string, kind: Kind): Fitting | undefined {
    const known = this.#doc.share.get(name);
    const isFree = known === undefined || known.constructor === Y.AbstractType;
    if (!isFree) return asFitting(known, kind);
    if (kind === 'map') return this.#doc.getMap(name);
    return kind === 'list' ? this.#doc.getArray(name) : this.#doc.getText(name);
  }
}

const asFitting = (type: unknown, kind: Kind): Fitting | undefined => {
  const isFitting = type instanceof Y.Map || type instanceof Y.Array || type instanceof Y.Text;
  return isFitting && kindOf(type as AnyType) === kind ? type : undefined;
};

const isGone = (item: Y.Item): boolean => {
  for (let each: Y.Item | null = item; each !== null;) {
    if (each.deleted) return true;
    each = each.parent instanceof Y.AbstractType ? each.parent._item : null;
  }
  return false;
};
