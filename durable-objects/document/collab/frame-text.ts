import { encodeShortFrame } from '../../../src/protocol/short-form.ts';
import type { Frame } from './frame.ts';

/** A message in both forms of the wire, for readers of either; each form is written when it is first needed. */
export interface Texts {
  readonly long: string;
  readonly short: string;
}

/** A committed frame as its readers receive it. */
export class FrameText implements Texts {
  readonly #frame: Frame;
  readonly #entries: string;
  readonly #numbers: readonly (number | null)[];
  #long: string | null = null;
  #short: string | null = null;

  /** `entries` are those of the frame as stored; `numbers` as in OpenFrame. */
  constructor(frame: Frame, entries: string, numbers: readonly (number | null)[]) {
    this.#frame = frame;
    this.#entries = entries;
    this.#numbers = numbers;
  }

  get long(): string {
    const { from, to } = this.#frame;
    this.#long ??= `{"type":"ops","from":${from},"to":${to},"ops":${this.#entries}}`;
    return this.#long;
  }

  get short(): string {
    const { from, entries } = this.#frame;
    this.#short ??= encodeShortFrame(from, entries, this.#numbers);
    return this.#short;
  }
}
