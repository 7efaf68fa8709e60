import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Thread } from '../../src/protocol/review.ts';
import type { DocumentTab } from './document-tab.ts';
import type { Person } from './person.ts';

/** Begins a thread without the browser, on the first occurrence of `words`, or on the whole document. */
export async function commentByApi(
  by: Person,
  id: string,
  words: string | null,
  body: string,
): Promise<Thread> {
  const { version, ops } = await by.content(id);
  const text = ops.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');
  const range = words === null ? null : { index: text.indexOf(words), length: words.length };
  return by.api('POST', `/v1/docs/${id}/threads`, { version, range, body });
}

/** The card that says this. */
export function cardOf(tab: { page: Page }, text: string): Locator {
  return tab.page.locator('.card', { hasText: text });
}

/** Writes a comment on the first occurrence of `words`, by the button at the selection. */
export async function commentOn(tab: DocumentTab, words: string, body: string): Promise<void> {
  const { page } = tab;
  await tab.select(words, 'all');
  await page.getByRole('button', { name: 'Add comment' }).click();
  await page.getByRole('textbox', { name: 'Comment' }).fill(body);
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  await page.locator('.comment-body', { hasText: body }).waitFor();
}

/** The words that are highlighted now, in the order of the text. */
export async function marked(tab: DocumentTab): Promise<string[]> {
  return tab.page.evaluate(() => {
    const letters: { x: number; y: number; letter: string }[] = [];
    const root = document.querySelector('.ql-editor');
    const walker = root && document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker?.nextNode(); node; node = walker?.nextNode()) {
      [...(node.textContent ?? '')].forEach((letter, at) => {
        const range = document.createRange();
        range.setStart(node as Node, at);
        range.setEnd(node as Node, at + 1);
        const { left, top, width, height } = range.getBoundingClientRect();
        letters.push({ x: left + width / 2, y: top + height / 2, letter });
      });
    }
    return [...document.querySelectorAll('.highlight')]
      .map(({ children }) => {
        const boxes = [...children].map((box) => box.getBoundingClientRect());
        const within = letters.filter(({ x, y }) =>
          boxes.some(({ left, right, top, bottom }) => x > left && x < right && y > top && y < bottom),
        );
        return {
          text: within.map(({ letter }) => letter).join(''),
          y: boxes[0]?.top ?? 0,
          x: boxes[0]?.left ?? 0,
        };
      })
      .filter(({ text }) => text !== '')
      .sort((a, b) => a.y - b.y || a.x - b.x)
      .map(({ text }) => text);
  });
}

/** Waits until these words are highlighted, and no others. */
export async function expectMarked(tab: DocumentTab, ...words: string[]): Promise<void> {
  await expect.poll(() => marked(tab)).toEqual(words);
}

/** The places of the cards beside the text, from the top of the window. */
export async function cardPlaces(page: Page): Promise<{ top: number; bottom: number }[]> {
  const boxes = await page
    .locator('.review-place')
    .evaluateAll((cards) =>
      cards.map((card) => card.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })),
    );
  return boxes.sort((a, b) => a.top - b.top);
}

/** The text of the documents that are reviewed. */
const TEXT = [
  'The harbour was quiet before the storm.',
  'Boats lay along the pier, and nobody spoke.',
  ...Array.from({ length: 40 }, (_, n) => `Line ${n} of a long afternoon.`),
  'In the end the lighthouse stayed dark.',
].join('\n');

/** Creates a document, and shares it with another person; returns its id. */
export async function shareForReview(
  owner: Person,
  other: Person,
  title: string,
  role = 'commenter',
): Promise<string> {
  const id = await owner.create(title, TEXT);
  await owner.share(id, other, role);
  return id;
}

/** All threads of a document, resolved ones too. */
export async function threadsOf(reader: Person, id: string): Promise<Thread[]> {
  return (await reader.api<{ items: Thread[] }>('GET', `/v1/docs/${id}/threads?status=all`)).items;
}
