import { Delta as QuillDelta } from 'quill/core.js';
import { cellFormatsOf, PASTED_CELLS } from './pasted-table.ts';

/** Quill's clipboard matcher for the cells of pasted tables: each line in one has its formats. */
export const cellMatcher: [string, (node: Node, lines: QuillDelta) => QuillDelta] = [
  PASTED_CELLS,
  (node, lines) => {
    const formats = cellFormatsOf(node as HTMLElement);
    if (formats === null) return lines;
    const cell = new QuillDelta();
    let isEnded = false;
    for (const { insert, attributes } of lines.ops) {
      for (const piece of typeof insert === 'string' ? insert.split(/(\n)/) : [insert ?? '']) {
        if (piece === '') continue;
        isEnded = piece === '\n';
        cell.insert(piece, isEnded ? { ...attributes, ...formats } : attributes);
      }
    }
    return isEnded ? cell : cell.insert('\n', formats);
  },
];
