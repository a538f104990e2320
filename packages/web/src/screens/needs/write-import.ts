/**
 * Writes many lines in portions small enough that the page stays alive between them, and can be
 * stopped: what was written stays, since others may have it already.
 */
import { lineAppender } from '@samphire/core/kinds/needs/lines';
import type { LineDraft, NeedsRefusal } from '@samphire/core/kinds/needs/types';
import type { NeedsList } from './needs-list.ts';

/** A portion should take about this long: half a long task, so that slow devices have room. */
const portionMs = 16;
const firstPortion = 16;
const portionMax = 128;
/**
 * Lines that become one entry. Left to gather for its usual time, the group would put together so
 * many at once that the page stops for longer than anybody should notice.
 */
export const entryLines = 128;

export interface Written {
  readonly count: number;
  readonly refusal?: NeedsRefusal;
}

export async function writeImport(
  list: Pick<NeedsList, 'doc' | 'editor' | 'hold' | 'readAhead' | 'flush'>,
  drafts: readonly LineDraft[],
  signal: AbortSignal,
  onProgress: (count: number) => void,
): Promise<Written> {
  const release = list.hold();
  const append = lineAppender(list.doc, list.editor);
  try {
    let count = 0;
    let portion = firstPortion;
    let flushed = 0;
    while (count < drafts.length && !signal.aborted) {
      const began = performance.now();
      const added = append(drafts.slice(count, Math.min(count + portion, flushed + entryLines)));
      if (!added.ok) return { count, refusal: added.refusal };
      count += added.value.length;
      // What is read in portions need not be read in one go when the list is shown again.
      list.readAhead();
      const tookMs = Math.max(1, performance.now() - began);
      portion = Math.min(portionMax, Math.max(1, Math.round((portion * portionMs) / tookMs)));
      onProgress(count);
      await nextTurn();
      if (count - flushed < entryLines) continue;
      flushed = count;
      // Whoever stops does not wait for a slow disk.
      await Promise.race([list.flush(), stopped(signal)]);
      // The list that is shown at the end is worked out in a turn of its own.
      await nextTurn();
    }
    return { count };
  } finally {
    release();
  }
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Lets the page draw and answer. A message is not slowed down in the background as timers are. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
