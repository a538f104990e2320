/**
 * The one key that locks, wherever one is. F8 is free in browsers and desktops; a letter would have
 * to be one that nobody types.
 */

export const lockKey = 'F8';

export function onLockKey(
  page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  lock: () => void,
): { stop(): void } {
  const hear = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.key !== lockKey || event.repeat) return;
    event.preventDefault();
    lock();
  };
  // Before any field or dialog can keep it for itself.
  page.addEventListener('keydown', hear, { capture: true });
  return { stop: () => page.removeEventListener('keydown', hear, { capture: true }) };
}
