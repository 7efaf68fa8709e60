import { compose, composeFold, composeRun } from '../ot/compose.ts';
import type { Delta } from '../ot/op.ts';
import type { ArchivedFrame } from '../platform/archive/segment.ts';

// This many frames are composed before the text takes them: the text is long, and a run of them is short.
const RUN = 1_000;

/** A text that is played forward through the log, to a version anywhere in it. Holds the text and one run. */
export class Playback {
  #version: number;
  #text: Delta;
  #run: Delta[] = [];
  #at: number | null = null;

  /** `text` is the document at `version`. */
  constructor(version: number, text: Delta) {
    this.#version = version;
    this.#text = text;
  }

  /** The version reached so far. */
  get version(): number {
    return this.#version;
  }

  /** When that version was committed, ms since 1970; null at the start of the playback. */
  get at(): number | null {
    return this.#at;
  }

  /** The text at that version. */
  get text(): Delta {
    this.#flush();
    return this.#text;
  }

  /** Plays the part of `frame` after the version reached, up to `to`. Throws when versions are missing. */
  play(frame: ArchivedFrame, to: number): void {
    if (frame.last <= this.#version || frame.first > to || to <= this.#version) return;
    if (frame.first > this.#version + 1) {
      throw new Error(`The versions ${this.#version + 1} to ${frame.first - 1} are missing`);
    }
    const deltas = frame.entries
      .slice(this.#version + 1 - frame.first, to + 1 - frame.first)
      .map(({ delta }) => delta);
    this.#run.push(composeFold(deltas));
    this.#version += deltas.length;
    this.#at = frame.at;
    if (this.#run.length >= RUN) this.#flush();
  }

  #flush(): void {
    if (this.#run.length > 0) this.#text = compose(this.#text, composeRun(this.#run));
    this.#run = [];
  }
}
