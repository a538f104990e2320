/**
 * Counts the cases of one set of vectors. Knows neither cryptography nor where it runs: no test
 * runner and no Node, so that the same check runs in a browser.
 */
import { bytesFromHex as bytesIfHex } from '../../src/lib/bytes.ts';

export interface VectorReport {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** One line for each failed case: its id, and what was thrown if anything was. */
  readonly failures: readonly string[];
}

/** One case: its id in the source, and whether it holds. Throwing is failing. */
export interface VectorCase {
  readonly id: string | number;
  holds(): boolean;
}

/** Runs every case. A set without cases has failed: it checked nothing. */
export const tally = (name: string, cases: readonly VectorCase[]): VectorReport => {
  const failures = cases.flatMap(failureOf);
  if (cases.length === 0) return { name, passed: 0, failed: 1, failures: ['no cases'] };
  return { name, passed: cases.length - failures.length, failed: failures.length, failures };
};

const failureOf = (vector: VectorCase): string[] => {
  try {
    return vector.holds() ? [] : [String(vector.id)];
  } catch (error) {
    return [`${vector.id}: ${error instanceof Error ? error.message : String(error)}`];
  }
};

/** Bytes of lower-case hex. Throws for anything else: the file is damaged. */
export const bytesFromHex = (hex: string): Uint8Array => {
  const bytes = bytesIfHex(hex);
  if (bytes === undefined) throw new TypeError('not hex');
  return bytes;
};

/** Whether `action` throws. */
export const throws = (action: () => unknown): boolean => {
  try {
    action();
    return false;
  } catch {
    return true;
  }
};
