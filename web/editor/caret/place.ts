import type Quill from 'quill/core.js';
import type { Delta as QuillDelta } from 'quill/core.js';
import type { Range } from '../../../src/ot/op.ts';

/** A range of the text that follows every change, by any author, until `end`. */
export class Place {
  private readonly quill: Quill;
  private range: Range;
  /** Whether what is inserted right at it stands before it. */
  isBehind = false;

  constructor(quill: Quill, range: Range) {
    this.quill = quill;
    this.range = range;
    quill.on('editor-change', this.follow);
  }

  /** Where it is now. */
  get now(): Range {
    return this.range;
  }

  end(): void {
    this.quill.off('editor-change', this.follow);
  }

  private readonly follow = (name: string, change: unknown): void => {
    if (name !== 'text-change') return;
    const { index, length } = this.range;
    const isCaret = length === 0 && !this.isBehind;
    this.range = isCaret
      ? { index: (change as QuillDelta).transformPosition(index, true), length }
      : moved(this.range, change as QuillDelta);
  };
}

/** A range after a change. */
export function moved({ index, length }: Range, change: QuillDelta): Range {
  const start = change.transformPosition(index);
  return { index: start, length: Math.max(0, change.transformPosition(index + length, true) - start) };
}
