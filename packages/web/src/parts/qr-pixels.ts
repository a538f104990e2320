/**
 * Finds the text of a QR code in pixels. The one importer of the decoder; loaded when a camera or a
 * picture is first looked at. Judges nothing of what the text says: whoever made it is unknown.
 */
import decodeQr from 'qr/decode.js';

/** As a canvas hands them out: four bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Longer than a person takes for a broken button. */
const pictureMsMax = 2_000;

/** One frame of many: what is not found at once is looked for in the next. */
export const readFrame = (pixels: Pixels): string | undefined => read(pixels, {});

/** The only picture that there is: worth a longer look. */
export const readStill = (pixels: Pixels): string | undefined =>
  read(pixels, { effort: Infinity, timeLimit: pictureMsMax });

function read(
  pixels: Pixels,
  effort: { readonly effort?: number; readonly timeLimit?: number },
): string | undefined {
  // A canvas always hands out both sides; a picture without pixels has no code.
  if (pixels.width < 1 || pixels.height < 1) return undefined;
  try {
    return decodeQr(pixels, effort);
  } catch {
    // The decoder throws where there is no code, and where a crafted one makes no sense. Either way
    // there is nothing to read.
    return undefined;
  }
}
