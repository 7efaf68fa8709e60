import { expect } from 'vitest';
import type { DocumentTab } from './document-tab.ts';

/** Where files come from: the clipboard, or a drag. */
type Way = 'paste' | 'drop';

/** Pastes or drops files into the text: pictures of a size, drawn in the page, or texts of a type. */
export async function give(
  tab: DocumentTab,
  files: readonly ({ width: number; height: number } | { type: string; text: string })[],
  way: Way = 'paste',
): Promise<void> {
  await tab.text.evaluate(
    async (root, { files, way }) => {
      const data = new DataTransfer();
      for (const [number, file] of files.entries()) {
        if ('text' in file) {
          data.items.add(new File([file.text], `file ${number}`, { type: file.type }));
          continue;
        }
        const canvas = new OffscreenCanvas(file.width, file.height);
        const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
        const colours = pen.createLinearGradient(0, 0, file.width, file.height);
        colours.addColorStop(0, '#006874');
        colours.addColorStop(1, `hsl(${Math.random() * 360} 80% 60%)`);
        pen.fillStyle = colours;
        pen.fillRect(0, 0, file.width, file.height);
        const blob = await canvas.convertToBlob({ type: 'image/png' });
        data.items.add(new File([blob], `picture ${number}.png`, { type: 'image/png' }));
      }
      const options = { bubbles: true, cancelable: true };
      if (way === 'paste')
        root.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, ...options }));
      else {
        const { left, top } = root.getBoundingClientRect();
        const at = { clientX: left + 40, clientY: top + 10 };
        root.dispatchEvent(new DragEvent('drop', { dataTransfer: data, ...at, ...options }));
      }
    },
    { files, way },
  );
}

/** The images that a tab shows: the size of what is drawn, and 0 for one that is not. */
export function images(tab: DocumentTab): Promise<[width: number, height: number][]> {
  return tab.text.evaluate((root) =>
    [...root.querySelectorAll('img')].map((image): [number, number] => [
      image.naturalWidth,
      image.naturalHeight,
    ]),
  );
}

/** Waits until a tab shows images of these sizes. */
export async function shows(tab: DocumentTab, ...sizes: [number, number][]): Promise<void> {
  await expect.poll(() => images(tab), { timeout: 20_000 }).toEqual(sizes);
}

/** What the device of a page keeps to upload. */
export function filesOf({ page }: DocumentTab): Promise<unknown[]> {
  return page.evaluate(
    () =>
      new Promise<unknown[]>((done, failed) => {
        const opening = indexedDB.open('uploads');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('files').objectStore('files').getAllKeys();
          reading.onerror = () => failed(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            done(reading.result);
          };
        };
      }),
  );
}
