/**
 * Makes a QR code out of text, as the path of one drawing: black modules of one unit each, with the
 * white margin that cameras need. The one importer of the encoder; loaded when a code is first shown.
 */
import encodeQr from 'qr';

export interface QrDrawing {
  /** Modules from edge to edge, margin included. */
  readonly size: number;
  /** The `d` of an SVG path, in modules. */
  readonly path: string;
}

/** What a scanner needs to tell a code from what is around it (ISO/IEC 18004). */
const marginModules = 4;
/** Bytes that the largest code holds at the correction level used here. */
const textBytesMax = 2_953;

/**
 * Nothing for a text that no code can hold. A screen is neither torn nor stained, so the lowest
 * correction is used: its modules are the largest, and measured that is what counts.
 */
export function drawQr(text: string): QrDrawing | undefined {
  if (text === '' || new TextEncoder().encode(text).length > textBytesMax) return undefined;
  const rows = encodeQr(text, 'raw', { ecc: 'low', border: marginModules });
  return { size: rows.length, path: rows.map(pathOfRow).join('') };
}

/** One rectangle for each run of dark modules, so that no seams show between them. */
function pathOfRow(row: readonly boolean[], y: number): string {
  let path = '';
  let start: number | undefined;
  // One beyond the end, so that a run that reaches it is closed.
  for (let x = 0; x <= row.length; x += 1) {
    const isDark = row[x] === true;
    if (isDark) start ??= x;
    else if (start !== undefined) {
      path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
      start = undefined;
    }
  }
  return path;
}
