const FIRST_CODE = 0x3400;
const TAGS = 0x9fff - FIRST_CODE + 1;
/** A tag that is no one's edit. */
const NO_ONE = -1;
const NOT_SEEN = 255;

/** The character that names edit `number`, which may be below 27,648. */
export function charOf(number: number): string {
  return String.fromCharCode(FIRST_CODE + number);
}

/** The number that a character of `charOf` names. */
export function numberOf(char: string): number {
  return char.charCodeAt(0) - FIRST_CODE;
}

/** How many edits by others have reached a watched client. */
export interface Observer {
  seen: number;
}

/**
 * Every edit inserts one character that names it: one of 27,648, all of three bytes in UTF-8. So an observer finds the
 * edits in the raw messages of any protocol, without parsing them.
 */
export class Tags {
  count = 0;
  /** ms from an edit to its arrival at each observer, of the edits made since `measure`. */
  readonly latencies: number[] = [];
  readonly #madeAt = new Float64Array(TAGS);
  readonly #author = new Int32Array(TAGS).fill(NO_ONE);
  // Characters are used again after 27,648 edits.
  readonly #round = new Uint8Array(TAGS);
  #measuredFrom = Number.POSITIVE_INFINITY;

  /** Latencies count from the next edit on. */
  measure(): void {
    this.#measuredFrom = performance.now();
  }

  /** The character for the next edit, which is made now. */
  next(author: number): string {
    const tag = this.count % TAGS;
    this.#madeAt[tag] = performance.now();
    this.#author[tag] = author;
    this.#round[tag] = Math.floor(this.count / TAGS) % NOT_SEEN;
    this.count++;
    return charOf(tag);
  }

  /** Watches the messages of a client for the edits of others than `author`. */
  observe(client: { observed: ((payload: Buffer) => void) | null }, author: number): Observer {
    // ShareDB may deliver an operation twice.
    const seenInRound = new Uint8Array(TAGS).fill(NOT_SEEN);
    const observer = { seen: 0 };
    client.observed = (bytes) => {
      const at = performance.now();
      for (let i = 0; i < bytes.length - 2; i++) {
        const first = bytes[i] ?? 0;
        if (first < 0xe3 || first > 0xe9) continue;
        const second = bytes[i + 1] ?? 0;
        const third = bytes[i + 2] ?? 0;
        if ((second & 0xc0) !== 0x80 || (third & 0xc0) !== 0x80) continue;
        i += 2;
        const tag = (((first & 15) << 12) | ((second & 63) << 6) | (third & 63)) - FIRST_CODE;
        const madeBy = this.#author[tag];
        if (madeBy === undefined || madeBy === NO_ONE || madeBy === author) continue;
        if (seenInRound[tag] === this.#round[tag]) continue;
        seenInRound[tag] = this.#round[tag] ?? 0;
        observer.seen++;
        const madeAt = this.#madeAt[tag] ?? 0;
        if (madeAt >= this.#measuredFrom) this.latencies.push(at - madeAt);
      }
    };
    return observer;
  }
}
