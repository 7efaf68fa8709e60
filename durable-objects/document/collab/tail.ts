import type { Frame } from './frame.ts';

// What a rebase or a short catch-up can use without reading storage.
const VERSIONS = 2_000;
const MEMBERS = 20_000;
const LENGTH = 2 * 1024 * 1024;

/**
 * The newest frames of a log in memory, bounded in versions, members and characters, each to twice the constant above.
 */
export class Tail {
  #frames: Frame[] = [];
  #members = 0;
  #length = 0;

  /** It holds the frames after this version; null when it is empty. */
  get from(): number | null {
    return this.#frames[0]?.from ?? null;
  }

  /** Appends the next frame; drops the oldest ones when it is over its bounds. */
  push(frame: Frame): void {
    this.#frames.push(frame);
    this.#count(frame, 1);
    // It shrinks to the bounds in bulk: dropping one frame per commit would move the whole array each time.
    if (!this.#isOver(frame.to, this.#frames[0] as Frame, 2)) return;
    let drop = 0;
    while (drop < this.#frames.length - 1) {
      const oldest = this.#frames[drop] as Frame;
      if (!this.#isOver(frame.to, oldest, 1)) break;
      this.#count(oldest, -1);
      drop++;
    }
    this.#frames.splice(0, drop);
  }

  /** The frames that hold any version after `version`; it must reach back to it. */
  after(version: number): Frame[] {
    const at = this.#indexAfter(version);
    return at === 0 ? this.#frames : this.#frames.slice(at);
  }

  /** Characters of the frames after `version`. */
  lengthAfter(version: number): number {
    let length = 0;
    for (let i = this.#indexAfter(version); i < this.#frames.length; i++)
      length += (this.#frames[i] as Frame).length;
    return length;
  }

  /** The log now begins after `version`: drops the frames before. */
  begin(version: number): void {
    for (const frame of this.#frames.splice(0, this.#indexAfter(version))) this.#count(frame, -1);
  }

  /** Whether the frames from `from` to the head `to`, of `length` characters, are within the bounds. */
  static reaches(from: number, to: number, length: number): boolean {
    return to - from <= VERSIONS && length <= LENGTH;
  }

  #isOver(to: number, oldest: Frame, times: number): boolean {
    return (
      this.#members > times * MEMBERS || this.#length > times * LENGTH || to - oldest.from > times * VERSIONS
    );
  }

  #count({ composed, length }: Frame, times: 1 | -1): void {
    this.#members += times * composed.length;
    this.#length += times * length;
  }

  #indexAfter(version: number): number {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#frames[middle] as Frame).to > version) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
