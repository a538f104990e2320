/**
 * Opens the camera that looks away from its owner, if there is a choice, and names in one word why
 * it cannot be opened. The camera ends with the signal it was opened with, even if that comes while
 * the person is still being asked.
 */
import type { ScanRefusal } from '../i18n/refusals.ts';
import { accepted, refused } from '../state/core.ts';
import type { Result } from '../state/core.ts';

/** A browser, as far as it has a camera. */
export interface CameraPlace {
  /** Missing on pages that are not opened over https. */
  readonly mediaDevices?: Pick<MediaDevices, 'getUserMedia'> | undefined;
}

/** Enough for a dense code held at arm's length. A wish, no demand: other sizes work as well. */
const wish: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: 'environment', width: { ideal: 1_280 }, height: { ideal: 960 } },
};

/** `lost`: the camera ended by itself, for instance because it was unplugged or taken back. */
export async function openCamera(
  { mediaDevices }: CameraPlace,
  signal: AbortSignal,
  lost: () => void,
): Promise<Result<MediaStream, ScanRefusal>> {
  if (mediaDevices === undefined) return refused({ type: 'camera-insecure' });
  let stream: MediaStream;
  try {
    stream = await mediaDevices.getUserMedia(wish);
  } catch (error) {
    return refused(refusalOf(error));
  }
  const tracks = stream.getTracks();
  const stop = (): void => {
    for (const track of tracks) track.stop();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  // Told only when the camera ends by itself: `stop` is silent.
  for (const track of tracks) track.addEventListener('ended', lost, { signal });
  return accepted(stream);
}

const refusalOfName: Readonly<Record<string, ScanRefusal>> = {
  NotAllowedError: { type: 'camera-refused' },
  SecurityError: { type: 'camera-refused' },
  NotFoundError: { type: 'camera-absent' },
  OverconstrainedError: { type: 'camera-absent' },
  NotReadableError: { type: 'camera-busy' },
  AbortError: { type: 'camera-busy' },
};

function refusalOf(error: unknown): ScanRefusal {
  const known = error instanceof Error ? refusalOfName[error.name] : undefined;
  if (known === undefined) throw new Error('samphire: the camera failed', { cause: error });
  return known;
}
