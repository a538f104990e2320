import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawQr, type QrDrawing } from './qr-drawing.ts';
import { readFrame, readStill, type Pixels } from './qr-pixels.ts';

/** An invite through two relays, as long as they come. */
const link = `https://relay.example/#join=${'Ab9_-'.repeat(60)}`;

/** Draws the path as a screen would: each module `scale` pixels wide, in this grey on that. */
function paint({ size, path }: QrDrawing, scale: number, dark = 0, light = 255): Pixels {
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(light);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = 0; row < scale; row += 1) {
      const start = ((Number(y) * scale + row) * width + Number(x) * scale) * 4;
      data.fill(dark, start, start + Number(length) * scale * 4);
    }
  return { width, height: width, data };
}

const drawn = (text: string): QrDrawing => {
  const drawing = drawQr(text);
  if (drawing === undefined) throw new Error('nothing was drawn');
  return drawing;
};

describe('a drawn code', () => {
  it('is read as the text that it was drawn from', () => {
    expect(readFrame(paint(drawn(link), 4))).toBe(link);
    expect(readStill(paint(drawn(link), 3))).toBe(link);
  });

  it('is read in weak light, and with light and dark exchanged', () => {
    expect(readFrame(paint(drawn(link), 4, 90, 150))).toBe(link);
    expect(readFrame(paint(drawn(link), 4, 255, 0))).toBe(link);
  });

  it('has a white margin of four modules on every side', () => {
    const { size, path } = drawn(link);
    for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(4);
      expect(Number(y)).toBeGreaterThanOrEqual(4);
      expect(Number(x) + Number(length)).toBeLessThanOrEqual(size - 4);
      expect(Number(y)).toBeLessThan(size - 4);
    }
  });

  it('says whatever text it was given', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 120 }), (text) => {
        expect(readStill(paint(drawn(text), 3))).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it('is none for nothing, and for more than a code can hold', () => {
    expect(drawQr('')).toBeUndefined();
    expect(drawQr('a'.repeat(2_954))).toBeUndefined();
    expect(drawQr('a'.repeat(2_953))).toBeDefined();
  });
});

describe('pixels without a code', () => {
  it('say nothing: blank, none, noise', () => {
    const blank = new Uint8ClampedArray(64 * 64 * 4).fill(255);
    expect(readFrame({ width: 64, height: 64, data: blank })).toBeUndefined();
    expect(readFrame({ width: 0, height: 0, data: new Uint8ClampedArray() })).toBeUndefined();
    fc.assert(
      fc.property(
        fc.uint8ClampedArray({ minLength: 48 * 48 * 4, maxLength: 48 * 48 * 4 }),
        (data) => {
          expect(readFrame({ width: 48, height: 48, data })).toBeUndefined();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('say nothing where a code is torn in half', () => {
    const whole = paint(drawn(link), 4);
    const height = Math.floor(whole.height / 2);
    const data = whole.data.slice(0, whole.width * height * 4);
    expect(readFrame({ width: whole.width, height, data })).toBeUndefined();
  });
});
