/**
 * QR codes as files: a still picture of any text, for what no screen of ours would show, and what a
 * camera sees, from a picture of a screen. It knows no invite and no browser but its page.
 */
import { writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { drawQr } from '../../packages/web/src/parts/qr-drawing.ts';

/** Large enough for every decoder, small enough for every camera. */
const modulePixels = 6;
const headerBytes = 54;

/** A bitmap of the code that says `text`: 24 bits a pixel, from the lowest row up. */
export const pictureOf = (text: string): Buffer => {
  const drawing = drawQr(text);
  if (drawing === undefined) throw new Error('no code holds this text');
  const side = drawing.size * modulePixels;
  const rowBytes = Math.ceil((side * 3) / 4) * 4;
  const file = Buffer.alloc(headerBytes + rowBytes * side, 0xff);
  file.fill(0, 0, headerBytes);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(headerBytes, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(side, 18);
  file.writeInt32LE(side, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (const [, x, y, length] of drawing.path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = 0; row < modulePixels; row += 1) {
      const fromTop = Number(y) * modulePixels + row;
      const start = headerBytes + (side - 1 - fromTop) * rowBytes + Number(x) * modulePixels * 3;
      file.fill(0, start, start + Number(length) * modulePixels * 3);
    }
  }
  return file;
};

const filmFrames = 4;

/** What a camera sees that is held before this page: the switches of a browser with that camera. */
export const cameraBefore = async (page: Page, file: string): Promise<readonly string[]> => {
  const frame = await page.screenshot({ type: 'jpeg', quality: 80 });
  // Pictures one after another are a film already.
  writeFileSync(file, Buffer.concat(Array.from({ length: filmFrames }, () => frame)));
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
};
