/**
 * What a page of either side offers to the rows that compare them: one document shared over WebRTC,
 * with edits that can be told apart and a clock that all pages of one machine share. It knows
 * neither side.
 */
import type * as Y from 'yjs';

export interface Meeting {
  /** Other pages connected now. */
  peers(): Promise<number>;
  /** One edit of its own; when it was made, in milliseconds since the Unix epoch. */
  edit(key: string, text: string): Promise<number>;
  /** When the observer of this page's document first told of the key, if it has. */
  seenAt(key: string): Promise<number | undefined>;
}

/** How many bytes a page offers in one edit of the rows: about what a pledge takes. */
export const editText = '40 pairs, winter, new';

/** The document may take another's place: `doc` gives the one of now. */
export const meetIn = (doc: Y.Doc): Pick<Meeting, 'edit' | 'seenAt'> => {
  const shared = doc.getMap<string>('bench');
  const seen = new Map<string, number>();
  shared.observe((event) => {
    const now = Date.now();
    for (const key of event.keysChanged) if (!seen.has(key)) seen.set(key, now);
  });
  return {
    edit: async (key, text) => {
      const now = Date.now();
      shared.set(key, text);
      return now;
    },
    seenAt: async (key) => seen.get(key),
  };
};
