/**
 * How many inputs a fuzzing property tries, and bytes that look like what a decoder expects: cut,
 * lengthened, altered in one place, or anything at all. Knows no format.
 */
import fc from 'fast-check';

/** In tests; a million by hand: `SAMPHIRE_FUZZ_RUNS=1000000`. */
export const fuzzRuns = Number(process.env['SAMPHIRE_FUZZ_RUNS'] ?? 20_000);

/** The same inputs at every run, unless more are asked for. */
export const fuzzOptions = { numRuns: fuzzRuns, seed: 1 } as const;

/** Half of them nothing like it, half of them one of `samples` with one thing wrong. */
export const nearlyBytes = (samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    fc.uint8Array({ maxLength: 96 }),
    fc
      .record({
        sample: fc.constantFrom(...samples),
        fault: fc.constantFrom('alter', 'cut', 'lengthen', 'remove', 'insert'),
        place: fc.nat(),
        value: fc.integer({ min: 0, max: 255 }),
      })
      .map(({ sample, fault, place: anywhere, value }) => {
        const place = anywhere % (sample.length + 1);
        if (fault === 'cut') return sample.slice(0, place);
        if (fault === 'lengthen') return spliced(sample, sample.length, 0, value);
        if (fault === 'insert') return spliced(sample, place, 0, value);
        if (fault === 'remove') return spliced(sample, place, 1);
        const altered = sample.slice();
        if (place < altered.length) altered[place] = value;
        return altered;
      }),
  );

export const isEqual = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, index) => byte === right[index]);

/** `removed` bytes at `place` taken out, `added` put in. */
const spliced = (
  bytes: Uint8Array,
  place: number,
  removed: number,
  ...added: readonly number[]
): Uint8Array => {
  const tail = bytes.subarray(place + removed);
  const changed = new Uint8Array(place + added.length + tail.length);
  changed.set(bytes.subarray(0, place));
  changed.set(added, place);
  changed.set(tail, place + added.length);
  return changed;
};
