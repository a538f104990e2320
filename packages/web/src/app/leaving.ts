/**
 * Loads the app anew, at its beginning, so that everything in the memory of the page is gone. Where
 * that would only show the browser's own error page (no network, and the app itself not kept), the
 * page stays as it is.
 */
import type { Router } from './router.ts';

/** A page that is to be locked does not wait longer to see whether it could come back. */
const probeMsMax = 2_000;

/** False if the page could not be loaded anew, and stays. */
export async function leavePage(page: Window, router: Router): Promise<boolean> {
  // What the address says goes as well: which group, which document.
  router.replace({ name: 'start' });
  if (!(await canComeBack(page.navigator))) return false;
  page.location.reload();
  return true;
}

async function canComeBack(navigator: Navigator): Promise<boolean> {
  try {
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    if ((await serviceWorker?.getRegistration()) !== undefined) return true;
    const answer = await fetch('/', {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(probeMsMax),
    });
    return answer.ok;
  } catch {
    // No network, no answer in time, or no leave to ask: all the same here.
    return false;
  }
}
