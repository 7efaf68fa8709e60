import { archivedFrames } from '../../../src/platform/archive/segment-store.ts';
import { type Frame, makeFrame } from '../collab/frame.ts';

// Each reader holds two segments in memory, and the object has other work to do.
const AT_ONCE = 2;

/** The archived log as frames, for catch-ups. Up to AT_ONCE readers run at a time; later ones wait. */
export class ArchiveReader {
  readonly #bucket: R2Bucket;
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  /**
   * The archived frames of `docId` that hold any version after `from`, up to the one that holds `to`, in order. Throws
   * when the archive has a gap or cannot be read.
   */
  async *frames(docId: string, from: number, to: number): AsyncGenerator<Frame, void, undefined> {
    if (this.#reading === AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#reading++;
    try {
      for await (const { first, entries } of archivedFrames(this.#bucket, docId, from, to)) {
        yield makeFrame(first - 1, entries);
      }
    } finally {
      // The slot passes directly to the next reader.
      const next = this.#waiting.shift();
      if (next === undefined) this.#reading--;
      else next();
    }
  }
}
