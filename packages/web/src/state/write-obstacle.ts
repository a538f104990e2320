/**
 * Why a device that is let in may still never write: without the browser's locks two tabs could
 * write one feed, so no tab does. A pure function of what the browser gives.
 */

export type WriteObstacle = 'insecure-page' | 'old-browser';

export interface BrowserGifts {
  readonly isSecureContext: boolean;
  readonly navigator: { readonly locks?: unknown };
}

/** Browsers give locks only to pages that came over a secure connection, or from the device itself. */
export const writeObstacle = ({
  isSecureContext,
  navigator,
}: BrowserGifts): WriteObstacle | undefined => {
  if (navigator.locks !== undefined) return undefined;
  return isSecureContext ? 'old-browser' : 'insecure-page';
};
