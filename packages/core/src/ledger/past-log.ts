/**
 * What one feed's entries had in their past, in one growing buffer: ten thousand arrays of their own
 * would weigh more than the ledger. An entry that adds nothing shares the vector before it.
 */

/** Past of an entry. */
export interface Past {
  /** One more than the largest of the parents'. */
  readonly lamport: number;
  /** Heights of other feeds, by chain ordinal; never changed. */
  readonly heights: Uint32Array;
}

const none: Past = { lamport: 0, heights: new Uint32Array(0) };
const wordsAtFirst = 64;

export class PastLog {
  #words = new Uint32Array(wordsAtFirst);
  #used = 0;
  readonly #lamports: number[] = [];
  /** Where each entry's vector begins, and how long it is. */
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  #newest: Past = none;

  get length(): number {
    return this.#lamports.length;
  }

  get newest(): Past {
    return this.#newest;
  }

  push(past: Past): void {
    const { heights, lamport } = past;
    const shares = this.length > 0 && heights === this.#newest.heights;
    this.#starts.push(shares ? (this.#starts.at(-1) ?? 0) : this.#store(heights));
    this.#lengths.push(heights.length);
    this.#lamports.push(lamport);
    this.#newest = past;
  }

  at(place: number): Past {
    if (place === this.length - 1) return this.#newest;
    const start = this.#starts[place] ?? 0;
    const heights = this.#words.subarray(start, start + (this.#lengths[place] ?? 0));
    return { lamport: this.#lamports[place] ?? 0, heights };
  }

  #store(heights: Uint32Array): number {
    const start = this.#used;
    this.#used += heights.length;
    if (this.#used > this.#words.length) {
      const larger = new Uint32Array(Math.max(this.#used, Math.ceil(this.#words.length * 1.5)));
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words.set(heights, start);
    return start;
  }
}
