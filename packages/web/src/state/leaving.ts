/**
 * A page that is left may never run again: a phone ends a hidden one without another word. What is
 * still being gathered is written then. Knows nothing of groups.
 */

/** The page as far as it tells that it is being left. */
export interface LeftPage {
  readonly window: Pick<EventTarget, 'addEventListener'>;
  readonly document: Pick<EventTarget, 'addEventListener'> & {
    readonly visibilityState: DocumentVisibilityState;
  };
}

export function whenLeft({ window, document }: LeftPage, write: () => void): void {
  // Not every browser tells a hidden page that it goes, and not every page that goes was hidden.
  window.addEventListener('pagehide', write);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') write();
  });
}
