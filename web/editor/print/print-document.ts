import type Quill from 'quill/core.js';
import { shownImagesOf } from '../images/shown-images.ts';

/** How long the dialog waits for images that were not shown so far. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Opens the browser's dialog to print the document, or to make a PDF of it, once all images are there: those far from
 * what is read are not fetched before. With `writesLinks` the address of each link stands behind it, unless a text shows
 * it already.
 */
export async function printDocument(
  { root }: Quill,
  { writesLinks }: { writesLinks: boolean },
): Promise<void> {
  const waited = new Promise((done) => setTimeout(done, LONGEST_WAIT_MS));
  await Promise.race([allImages(root), waited]);
  const page = document.documentElement;
  page.toggleAttribute('data-writes-links', writesLinks);
  const shown = shownAddresses(root);
  if (writesLinks) document.adoptedStyleSheets.push(shown);
  const end = (): void => {
    page.removeAttribute('data-writes-links');
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== shown);
  };
  addEventListener('afterprint', end, { once: true });
  window.print();
}

async function allImages(root: HTMLElement): Promise<void> {
  await shownImagesOf(root)?.showAll();
  const images = [...root.querySelectorAll<HTMLImageElement>('img[src]')];
  for (const image of images) image.loading = 'eager';
  await Promise.allSettled(images.map((image) => image.decode()));
}

// The editor would read marks on its own links as edits, so rules name them.
function shownAddresses(root: HTMLElement): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  for (const link of root.querySelectorAll('a')) {
    const address = link.getAttribute('href') ?? '';
    const text = link.textContent.trim();
    if (text === '' || ![text, `mailto:${text}`, `tel:${text}`].includes(address)) continue;
    sheet.insertRule(
      `:root .ql-editor a[href="${CSS.escape(address)}"][href]::after { content: none !important; }`,
    );
  }
  return sheet;
}
