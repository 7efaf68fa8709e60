import { uploadAt } from '../../../src/ot/addresses.ts';
import type { Delta } from '../../../src/ot/op.ts';

/** Larger images are not copied with their pixels: drawing them again would hold the page up. */
const MOST_PIXELS = 4_000_000;
/** What is copied of all images together, in characters. */
const MOST_LENGTH = 8_000_000;

/**
 * `ops` for other programs, which cannot fetch an upload: each that the editor `root` shows is its pixels as a data: URL.
 * A copy must be made at once, so they are drawn again from the page.
 */
export function withPixels(ops: Delta, root: HTMLElement): Delta {
  let left = MOST_LENGTH;
  return ops.map((op) => {
    if (!('insert' in op) || typeof op.insert === 'string' || typeof op.insert.image !== 'string') return op;
    const { image: address } = op.insert;
    const url = uploadAt(address) === null ? null : pixelsOf(address, root);
    if (url === null || url.length > left) return op;
    left -= url.length;
    return { ...op, insert: { image: url } };
  });
}

function pixelsOf(address: string, root: HTMLElement): string | null {
  for (const image of root.querySelectorAll<HTMLImageElement>('img[data-image]')) {
    const { naturalWidth: width, naturalHeight: height } = image;
    if (image.dataset.image !== address || width === 0 || width * height > MOST_PIXELS) continue;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/png');
  }
  return null;
}
