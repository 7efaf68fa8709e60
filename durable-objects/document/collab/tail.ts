import type { Frame } from './frame.ts';

// What a rebase or a short catch-up may want without asking storage.
const VERSIONS = 2_000;
const MEMBERS = 20_000;
const LENGTH = 2 * 1024 * 1024;

/** The newest frames of a log in memory: bounded in versions, in members and in characters, to twice these at most. */
export class Tail {
  #frames: Frame[] = [];
  #members = 0;
  #length = 0;

  /** It holds what came after this version; null for nothing. */
  get from(): number | null {
    return this.#frames[0]?.from ?? null;
  }

  /** Keeps the frame that continues it; lets go of the oldest ones when it is over its bounds. */
  push(frame: Frame): void {
    this.#frames.push(frame);
    this.#count(frame, 1);
    // Down to the bounds in bulk: dropping one a commit would move the whole array each time.
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

  /** The frames that hold any version after `version`, which it reaches back to. */
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

  /** The log now begins after `version`: what was before is let go of. */
  begin(version: number): void {
    for (const frame of this.#frames.splice(0, this.#indexAfter(version))) this.#count(frame, -1);
  }

  /** Whether reaching back to the frame that begins after `from` would be within the bounds, for a head at `to`. */
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
