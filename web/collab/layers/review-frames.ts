import type { Delta } from '../../../src/ot/op.ts';
import { rebaseSuggestion } from '../../../src/ot/suggestions/rebase.ts';
import type { ReviewMessage } from '../../../src/protocol/review.ts';

/**
 * The review frames that have arrived: each is taken once the client holds what is before it in the review log, and the
 * version that its deltas are on. While an answer of the server is awaited, the frames of the text are kept, since it
 * may be older than the text by then.
 */
export class ReviewFrames {
  readonly #read: (since: number) => void;
  #waiting: ReviewMessage[] = [];
  #held = 0;
  #isReading = false;
  // Frames of the text since the read began; null for several composed.
  #since: { from: number; frame: Delta | null }[] = [];

  constructor(read: (since: number) => void) {
    this.#read = read;
  }

  /** Whether nothing has arrived that is not taken, and no answer is awaited. */
  get idle(): boolean {
    return this.#waiting.length === 0 && !this.#isReading;
  }

  /** Whether an answer is awaited. */
  get isReading(): boolean {
    return this.#isReading;
  }

  /** The number of the last change that is held. */
  get held(): number {
    return this.#held;
  }

  /** Up to which number everything is held, or waits for its version. */
  get reach(): number {
    let reach = this.#held;
    for (const { from, to } of [...this.#waiting].sort((a, b) => a.from - b.from))
      if (from <= reach) reach = Math.max(reach, to);
    return reach;
  }

  /** A frame arrived. */
  add(message: ReviewMessage): void {
    this.#waiting.push(message);
  }

  /** The answer to a read arrived. */
  answer(message: ReviewMessage): void {
    this.#isReading = false;
    this.add(message);
  }

  /** The read failed, or the connection that it was for is gone. */
  failed(): void {
    this.#isReading = false;
  }

  /** Nothing is held any more: everything has to be read at the version that is reached. */
  forget(): void {
    this.#held = 0;
    this.#waiting = [];
    this.#isReading = false;
    this.read();
  }

  /** Nothing is held any more, and nothing more is read. */
  end(): void {
    this.#held = 0;
    this.#waiting = [];
    this.#isReading = false;
  }

  /** Asks for what is after the held number. */
  read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#since = [];
    this.#read(this.#held);
  }

  /** The text moves on from version `from`; `frame` is null for several frames composed. */
  advance(from: number, frame: Delta | null): void {
    if (!this.idle) this.#since.push({ from, frame });
  }

  /** Takes what can be taken at `version`, in order, with its suggestions on that version. */
  due(version: number): ReviewMessage[] {
    const taken: ReviewMessage[] = [];
    for (;;) {
      this.#waiting = this.#waiting.filter((message) => message.to > this.#held);
      const next = this.#waiting.find((message) => message.from <= this.#held && message.version <= version);
      if (next === undefined) break;
      const moved = this.#moved(next, version);
      this.#waiting = this.#waiting.filter((message) => message !== next);
      if (moved === null) {
        this.read();
        break;
      }
      taken.push(moved);
      this.#held = next.to;
    }
    const { reach } = this;
    if (this.#waiting.some(({ from }) => from > reach)) this.read();
    if (this.idle) this.#since = [];
    return taken;
  }

  // Null when the frames in between are not kept.
  #moved(message: ReviewMessage, version: number): ReviewMessage | null {
    if (message.version === version) return message;
    const frames = this.#since.filter(({ from }) => from >= message.version);
    const deltas: Delta[][] = [];
    for (const { frame } of frames) {
      if (frame === null) return null;
      deltas.push([frame]);
    }
    if (frames[0]?.from !== message.version) return null;
    const suggestions = message.suggestions.map((suggestion) => ({
      ...suggestion,
      delta: rebaseSuggestion(suggestion.delta, deltas) ?? [],
    }));
    return { ...message, version, suggestions };
  }
}
