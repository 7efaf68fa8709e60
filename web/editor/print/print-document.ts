import type Quill from 'quill/core.js';
import { shownImagesOf } from '../images/shown-images.ts';

/** How long the dialog waits for images that were not shown so far. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Opens the browser's dialog to print the document, or to make a PDF of it, once all images are there: those far from
 * what is read are not fetched before. With `writesLinks` the address of each link stands behind it.
 */
export async function printDocument(
  { root }: Quill,
  { writesLinks }: { writesLinks: boolean },
): Promise<void> {
  const waited = new Promise((done) => setTimeout(done, LONGEST_WAIT_MS));
  await Promise.race([allImages(root), waited]);
  const page = document.documentElement;
  page.toggleAttribute('data-writes-links', writesLinks);
  addEventListener('afterprint', () => page.removeAttribute('data-writes-links'), { once: true });
  window.print();
}

async function allImages(root: HTMLElement): Promise<void> {
  await shownImagesOf(root)?.showAll();
  const images = [...root.querySelectorAll<HTMLImageElement>('img[src]')];
  for (const image of images) image.loading = 'eager';
  await Promise.allSettled(images.map((image) => image.decode()));
}
