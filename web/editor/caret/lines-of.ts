import type Quill from 'quill/core.js';
import type { Range as TextRange } from '../../../src/ot/op.ts';

/** Where a part of the text is on the screen: one box a line. Measures the page. */
export function linesOf(quill: Quill, { index, length }: TextRange): DOMRect[] {
  const [startNode, startOffset, endNode, endOffset] = quill.selection.rangeToNative({ index, length });
  if (!startNode || !endNode) return [];
  const range = document.createRange();
  range.setStart(startNode, startOffset ?? 0);
  range.setEnd(endNode, endOffset ?? 0);
  return mergeLines(boxesOf(range));
}

/**
 * The boxes of the letters and images of a range. In some browsers the range itself would also return the boxes of its
 * blocks, each as wide as the page.
 */
function boxesOf(range: Range): DOMRect[] {
  const { startContainer, endContainer, commonAncestorContainer: root } = range;
  if (root instanceof Text) return [...range.getClientRects()];
  const boxes: DOMRect[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  walker.currentNode = startContainer;
  for (let node: Node | null = startContainer; node; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) break;
    if (node instanceof HTMLImageElement) boxes.push(node.getBoundingClientRect());
    if (!(node instanceof Text)) continue;
    const part = document.createRange();
    part.selectNodeContents(node);
    if (node === startContainer) part.setStart(node, range.startOffset);
    if (node === endContainer) part.setEnd(node, range.endOffset);
    boxes.push(...part.getClientRects());
  }
  return boxes;
}

/** One box per line, where the browser returns one per run. */
function mergeLines(boxes: DOMRect[]): DOMRect[] {
  const lines: DOMRect[] = [];
  for (const box of boxes) {
    if (box.width === 0) continue;
    const last = lines.at(-1);
    const overlap = last ? Math.min(last.bottom, box.bottom) - Math.max(last.top, box.top) : 0;
    if (last && overlap > Math.min(last.height, box.height) / 2) {
      const left = Math.min(last.left, box.left);
      const right = Math.max(last.right, box.right);
      const top = Math.min(last.top, box.top);
      lines[lines.length - 1] = new DOMRect(left, top, right - left, Math.max(last.bottom, box.bottom) - top);
    } else lines.push(box);
  }
  return lines;
}
