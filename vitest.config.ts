/**
 * Two projects: `unit` runs in Node alone; `browser` drives the system's Chromium against the real
 * relay and the built app. tests/run.ts (npm test) runs both, one after the other.
 */
import { defineConfig } from 'vitest/config';

/** A browser starts, a phone-like device computes slow words: minutes, not seconds. */
const browserTestMs = 180_000;
/** Argon2id and property tests on a slow shared machine. */
const unitTestMs = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            'packages/**/*.test.ts',
            'tests/house/**/*.test.ts',
            'tests/hostile/**/*.test.ts',
            'tests/simulation/**/*.test.ts',
          ],
          testTimeout: unitTestMs,
          hookTimeout: unitTestMs,
          // Vitest would leave one of two cores idle.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: browserTestMs,
          hookTimeout: browserTestMs,
          // Each file has several browsers of its own, which mostly wait: two at a time keep two cores busy.
          maxWorkers: 2,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/core/src/**/*.ts'],
      exclude: ['packages/core/src/**/*.test.ts', 'packages/core/src/testing/**'],
      reporter: ['text', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});
