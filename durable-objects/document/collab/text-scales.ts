import { composeRun } from '../../../src/ot/compose.ts';
import type { Delta } from '../../../src/ot/op.ts';
import type { LogReader } from './frame.ts';
import type { Scales } from './sequencer.ts';
import type { SizeBound } from './size-bound.ts';
import { WeighedText } from './weighed-text.ts';

/**
 * Measures the text of a Document near its limit. Only then is the text in memory; between two measurements only the
 * operations committed in between are applied to it.
 */
export class TextScales implements Scales {
  readonly #log: LogReader & { readonly version: number };
  readonly #read: () => Delta;
  #text: WeighedText | null = null;
  #version = 0;
  #used = false;

  /** `read` returns the text of the log's newest version. */
  constructor(log: LogReader & { readonly version: number }, read: () => Delta) {
    this.#log = log;
    this.#read = read;
  }

  sizeAfter(delta: Delta): SizeBound {
    this.#used = true;
    return this.#current().sizeAfter(delta);
  }

  /** A checkpoint was written: drops the text if it was not measured since the previous one. */
  rest(): void {
    if (!this.#used) this.#text = null;
    this.#used = false;
  }

  #current(): WeighedText {
    const { version } = this.#log;
    if (this.#text === null) this.#text = new WeighedText(this.#read());
    else if (this.#version < version) {
      this.#text.apply(composeRun([...this.#log.framesAfter(this.#version)].map(({ composed }) => composed)));
    }
    this.#version = version;
    return this.#text;
  }
}
