import { uploadAt } from '../../../src/ot/addresses.ts';
import { INSERTED } from '../../../src/ot/marks.ts';
import { isImageAddress } from '../address/image-address.ts';
import { shownImagesOf } from '../images/shown-images.ts';

const MARK = `data-${INSERTED}`;
/** The ids of the user's own suggestions, by the element of the editor that shows them. */
const own = new WeakMap<Element, ReadonlySet<string>>();

/**
 * Loads an image of the text, unless its address may not be loaded or another user only suggests it: a commenter could
 * learn that way who reads, before the image is accepted. Until then it is a box. To be called after the image, or a
 * mark around it, came to stand where it does.
 */
export function loadImage(image: HTMLElement): void {
  const address = image.dataset.image ?? '';
  const upload = uploadAt(address);
  if (!isImageAddress(address) || isOfAnother(image)) image.removeAttribute('src');
  else if (upload !== null) {
    const isShown = image instanceof HTMLImageElement && shownImagesOf(image)?.show(image, upload);
    if (!isShown) image.removeAttribute('src');
  } else if (image.getAttribute('src') !== address) image.setAttribute('src', address);
}

/** Loads the images in an element, as `loadImage`. */
export function loadImagesIn(element: Element): void {
  for (const image of element.querySelectorAll<HTMLElement>('img[data-image]')) loadImage(image);
}

/** Says which suggestions are the user's own: the user chose their images. */
export function ownSuggestions(root: Element, ids: ReadonlySet<string>): void {
  const before = own.get(root);
  own.set(root, ids);
  if ([...ids].every((id) => before?.has(id))) return;
  for (const marked of root.querySelectorAll(`[${MARK}]`)) loadImagesIn(marked);
}

function isOfAnother(image: HTMLElement): boolean {
  const marked = image.closest(`[${MARK}]`);
  if (marked === null) return false;
  const root = image.closest('.ql-editor');
  const id = marked.getAttribute(MARK) ?? '';
  return root === null || own.get(root)?.has(id) !== true;
}
