/**
 * What the tabs of this browser tell each other about the device: that it is being locked or wiped,
 * and that somebody is there. One word each, no content. Knows nothing of what follows from a word.
 */

export const tabNotes = ['lock', 'touched', 'in-sight', 'wipe', 'wiped'] as const;
export type TabNote = (typeof tabNotes)[number];

export interface OtherTabs {
  tell(note: TabNote): void;
  /** Never told of what this tab says itself. */
  listen(hear: (note: TabNote) => void): () => void;
}

/** Says no more than that Samphire was here, as the address of the app does. */
const channelName = 'samphire-device';

/** A browser too old for channels has tabs that cannot speak: each then looks after itself. */
export function createOtherTabs(
  open: (name: string) => BroadcastChannel | undefined = openChannel,
): OtherTabs {
  const listeners = new Set<(note: TabNote) => void>();
  const channel = open(channelName);
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const note = tabNotes.find((each) => each === data);
    if (note !== undefined) for (const hear of [...listeners]) hear(note);
  });
  return {
    tell: (note) => channel?.postMessage(note),
    listen: (hear) => {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

const openChannel = (name: string): BroadcastChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
