import { Problem } from '../problem/problem.ts';

/** How fast a body must come, in ms and bytes. */
export interface Pace {
  /** Each time as long as this must bring `bytes`, unless the body ends. */
  ms: number;
  bytes: number;
  /** How long the whole body may take. */
  longestMs: number;
}

/** What is known of a body. */
export interface Expected {
  /** The length that the client states; where it is right, the bytes are copied once. */
  claimed?: number;
  /** Absent: however fast it comes. */
  pace?: Pace;
}

/**
 * A body of at most `limit` bytes. Throws 413 `too_large` beyond that, counted in what came and not in what was claimed,
 * and 408 `body_too_slow`.
 */
export async function readAtMost(
  body: ReadableStream<Uint8Array>,
  limit: number,
  { claimed = Number.NaN, pace }: Expected = {},
): Promise<Uint8Array> {
  let bytes = new Uint8Array(claimed > 0 && claimed <= limit ? claimed : 0);
  let length = 0;
  const reader = body.getReader();
  const clock = pace === undefined ? null : new Clock(pace);
  try {
    for (let read = await next(reader, clock); !read.done; read = await next(reader, clock)) {
      const { value } = read;
      if (length + value.length > limit) {
        throw new Problem(413, 'too_large', `The body is over the limit of ${limit} bytes.`);
      }
      if (length + value.length > bytes.length) {
        const wider = new Uint8Array(Math.min(limit, Math.max(bytes.length * 2, length + value.length)));
        wider.set(bytes.subarray(0, length));
        bytes = wider;
      }
      bytes.set(value, length);
      length += value.length;
      clock?.came(value.length);
    }
  } catch (error) {
    // Not awaited: the source of a slow body may never say that it has stopped.
    if (error instanceof Problem) reader.cancel(error.code).catch(() => undefined);
    throw error;
  }
  return bytes.subarray(0, length);
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function next(reader: Reader, clock: Clock | null): ReturnType<Reader['read']> {
  if (clock === null) return reader.read();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow()), clock.left());
  });
  try {
    return await Promise.race([reader.read(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): Problem {
  return new Problem(408, 'body_too_slow', 'The body comes too slowly. Try again on a faster connection.');
}

/** The time that a body still has: a sender who drips single bytes gains nothing by them. */
class Clock {
  readonly #pace: Pace;
  readonly #end: number;
  #due: number;
  #missing: number;

  constructor(pace: Pace) {
    const now = Date.now();
    this.#pace = pace;
    this.#end = now + pace.longestMs;
    this.#due = now + pace.ms;
    this.#missing = pace.bytes;
  }

  left(): number {
    return Math.max(0, Math.min(this.#due, this.#end) - Date.now());
  }

  came(bytes: number): void {
    this.#missing -= bytes;
    if (this.#missing > 0) return;
    this.#missing = this.#pace.bytes;
    this.#due = Date.now() + this.#pace.ms;
  }
}
