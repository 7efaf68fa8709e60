import { Delta as QuillDelta } from 'quill/core.js';
import type { Delta } from '../../../src/ot/op.ts';

/** A delta of ours as one of Quill's, which types its operations more loosely; shares them. */
export function toQuill(ops: Delta): QuillDelta {
  return new QuillDelta(ops as unknown as QuillDelta['ops']);
}
