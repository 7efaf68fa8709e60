import { uploadAt } from '../../../src/ot/addresses.ts';

/** Larger images are not copied with their pixels: drawing them again would hold the page up. */
const MOST_PIXELS = 4_000_000;
/** What is copied of all images together, in characters. */
const MOST_LENGTH = 8_000_000;

/**
 * The address for other programs of each image that the editor `root` shows: they cannot fetch an upload, so that is its
 * pixels as a data: URL. A copy must be made at once, so they are drawn again from the page.
 */
export function pixelsIn(root: HTMLElement): (address: string) => string {
  let left = MOST_LENGTH;
  return (address) => {
    const url = uploadAt(address) === null ? null : pixelsOf(address, root);
    if (url === null || url.length > left) return address;
    left -= url.length;
    return url;
  };
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
