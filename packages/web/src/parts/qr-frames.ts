/**
 * Looks for a code in what a camera shows, frame by frame, and in one picture of a file. Pictures
 * are made small enough to be looked through quickly. Nothing is kept: one canvas is drawn over
 * again and again.
 */
import type { ScanRefusal } from '../i18n/refusals.ts';
import { accepted, refused } from '../state/core.ts';
import type { Result } from '../state/core.ts';

/** The longer side of a frame: a code of an invite is read from half of it. */
const frameSideMax = 1_024;
/** A pause after each look, so that a weak phone stays usable. */
const pauseMs = 100;
/** Sides at which a picture is looked through, one after the other. */
const pictureSides = [1_600, 800] as const;
/** More than any phone's camera writes. */
const pictureBytesMax = 32 * 1_024 * 1_024;

/** The decoder, fetched when it is first needed. */
const loadReader = () => import('./qr-pixels.ts');

/** Tells each text that is seen, until the signal. Refused if the decoder cannot be fetched. */
export async function watchFrames(
  video: HTMLVideoElement,
  signal: AbortSignal,
  seen: (text: string) => void,
): Promise<Result<void, ScanRefusal>> {
  const reader = await loadReader().catch(() => undefined);
  if (reader === undefined) return refused({ type: 'reader-unavailable' });
  const canvas = document.createElement('canvas');
  const look = (): void => {
    if (signal.aborted) return;
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const size = fit(video.videoWidth, video.videoHeight, frameSideMax);
      const text = reader.readFrame(pixelsOf(canvas, video, size));
      if (text !== undefined) seen(text);
    }
    setTimeout(look, pauseMs);
  };
  look();
  return accepted(undefined);
}

/** The text of the code in a picture. */
export async function readPicture(file: Blob): Promise<Result<string, ScanRefusal>> {
  if (file.size > pictureBytesMax) return refused({ type: 'picture-too-large' });
  const reader = await loadReader().catch(() => undefined);
  if (reader === undefined) return refused({ type: 'reader-unavailable' });
  // Decoded by the browser, not by an address: the page may show pictures of its own origin only.
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) return refused({ type: 'picture-unreadable' });
  try {
    const canvas = document.createElement('canvas');
    for (const side of pictureSides) {
      const size = fit(picture.width, picture.height, side);
      const text = reader.readStill(pixelsOf(canvas, picture, size));
      if (text !== undefined) return accepted(text);
    }
    return refused({ type: 'picture-without-code' });
  } finally {
    picture.close();
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function fit(width: number, height: number, sideMax: number): Size {
  const scale = Math.min(1, sideMax / Math.max(width, height, 1));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function pixelsOf(
  canvas: HTMLCanvasElement,
  source: CanvasImageSource,
  { width, height }: Size,
): ImageData {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('samphire: this browser draws nothing');
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
