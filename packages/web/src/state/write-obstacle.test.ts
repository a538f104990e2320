import { expect, it } from 'vitest';
import { writeObstacle } from './write-obstacle.ts';

it('names what keeps a browser from writing, and nothing where it has locks', () => {
  const locks = {};
  expect(writeObstacle({ isSecureContext: true, navigator: { locks } })).toBeUndefined();
  expect(writeObstacle({ isSecureContext: true, navigator: {} })).toBe('old-browser');
  expect(writeObstacle({ isSecureContext: false, navigator: {} })).toBe('insecure-page');
});
