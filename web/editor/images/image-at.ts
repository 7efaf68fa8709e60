import type Quill from 'quill/core.js';
import type { Delta } from '../../../src/ot/op.ts';

/** An image of the text that is selected alone. */
export interface SelectedImage {
  index: number;
  element: HTMLImageElement;
  alt: string;
}

/** The image that is the whole selection; null for another selection. */
export function selectedImage(quill: Quill): SelectedImage | null {
  const { index, length } = quill.selection.savedRange;
  if (length !== 1) return null;
  const [op] = quill.getContents(index, 1).ops as unknown as Delta;
  if (op === undefined || !('insert' in op) || typeof op.insert === 'string' || !('image' in op.insert))
    return null;
  const [leaf] = quill.getLeaf(index + 1);
  const element = leaf?.domNode;
  const alt = typeof op.attributes?.alt === 'string' ? op.attributes.alt : '';
  return element instanceof HTMLImageElement ? { index, element, alt } : null;
}

const LEAST_WIDTH = 24;

/** Gives an image another width on the page, in pixels, and the height that keeps its shape; null: its own size. */
export function resizeImage(quill: Quill, image: SelectedImage, width: number | null): void {
  const { index, element } = image;
  const { naturalWidth, naturalHeight } = element;
  const most = Math.round(quill.root.getBoundingClientRect().width);
  const wide = width === null ? naturalWidth : Math.round(Math.max(LEAST_WIDTH, Math.min(width, most)));
  const high = naturalWidth > 0 ? Math.max(1, Math.round((wide * naturalHeight) / naturalWidth)) : null;
  quill.history.cutoff();
  quill.formatText(index, 1, { width: wide > 0 ? String(wide) : null, height: high && String(high) }, 'user');
  quill.history.cutoff();
  quill.setSelection(index, 1, 'silent');
}
