/**
 * The page that checks every vector in a browser: the very checks that run in Node. It knows only
 * how to fetch the files.
 */
import {
  checkCryptoVectors,
  type LoadVectors,
} from '../../../packages/core/test/vectors/check-crypto.ts';
import { checkFormats } from '../../../packages/core/test/vectors/check-formats.ts';
import type { VectorReport } from '../../../packages/core/test/vectors/tally.ts';

declare global {
  interface Window {
    readonly vectors: {
      crypto(): Promise<readonly VectorReport[]>;
      formats(): Promise<readonly VectorReport[]>;
    };
  }
}

const load: LoadVectors = async (name) => {
  const answer = await fetch(`/${name}.json`);
  if (!answer.ok) throw new Error(`no vectors: ${name}`);
  return answer.json();
};

Object.assign(window, {
  vectors: { crypto: () => checkCryptoVectors(load), formats: () => checkFormats(load) },
});
