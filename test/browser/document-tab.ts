import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';
import type { Person } from './person.ts';

/** A document open in a tab. */
export class DocumentTab {
  readonly person: Person;
  readonly page: Page;
  readonly id: string;
  readonly text: Locator;
  readonly badge: Locator;

  constructor(person: Person, page: Page, id: string) {
    this.person = person;
    this.page = page;
    this.id = id;
    this.text = page.locator('.ql-editor');
    this.badge = page.locator('.badge-text');
  }

  /** Loads the page and waits until the text is there and everything is saved or readable. */
  async goto(): Promise<void> {
    await this.page.goto(`${this.person.origin}/d/${this.id}`);
    await this.ready();
  }

  /** Waits until the text is there and everything is saved or readable. */
  async ready(): Promise<void> {
    await this.text.and(this.page.locator('[data-ready]')).waitFor();
    await this.told(/^(Saved|Read only)/);
  }

  /** Waits until the badge shows this. */
  async told(text: RegExp): Promise<void> {
    await expect.poll(() => this.badge.textContent(), { timeout: 15_000 }).toMatch(text);
  }

  /** Types at the end of the text. */
  async write(text: string): Promise<void> {
    await this.text.focus();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** Puts the caret before the first occurrence of `text`, or selects it. */
  async select(text: string, how: 'before' | 'all' = 'before'): Promise<void> {
    await this.text.evaluate(
      (root, { text, how }) => {
        root.focus({ preventScroll: true });
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const at = (node.textContent ?? '').indexOf(text);
          if (at < 0) continue;
          getSelection()?.setBaseAndExtent(node, at, node, at + (how === 'all' ? text.length : 0));
          return;
        }
        throw new Error(`There is no “${text}” in the text.`);
      },
      { text, how },
    );
    // The editor reads the selection a moment after the browser reports it.
    await this.page.evaluate(() => new Promise((done) => setTimeout(done, 5)));
  }

  /** Inserts at the very beginning, without moving this tab's caret. */
  editAbove(text: string): Promise<void> {
    return this.person.editByApi(this.id, [{ insert: text }]);
  }

  /** The text before and after the caret, in its line. */
  caret(): Promise<[string, string]> {
    return this.page.evaluate(() => {
      const selection = getSelection();
      if (!selection?.anchorNode) return ['', ''] as [string, string];
      const block = (
        selection.anchorNode instanceof Element ? selection.anchorNode : selection.anchorNode.parentElement
      )?.closest('.ql-editor > *');
      if (!block) return ['', ''] as [string, string];
      const range = document.createRange();
      range.setStart(block, 0);
      range.setEnd(selection.focusNode ?? selection.anchorNode, selection.focusOffset);
      const before = range.toString();
      return [before, (block.textContent ?? '').slice(before.length)] as [string, string];
    });
  }

  /** The shown text, line by line. */
  lines(): Promise<string[]> {
    return this.text.evaluate((root) =>
      [...root.querySelectorAll('p, h1, h2, h3, li, blockquote, .ql-code-block')].map(
        (line) => line.textContent ?? '',
      ),
    );
  }

  /** Waits until the text shown contains this. */
  async shows(text: string): Promise<void> {
    await expect.poll(() => this.text.textContent(), { timeout: 15_000 }).toContain(text);
  }

  /** The shown content as markup: equal markup is equal text in equal formats. Each page has blob: URLs of its own. */
  markup(): Promise<string> {
    return this.text.evaluate((root) => root.innerHTML.replaceAll(/ src="blob:[^"]*"/g, ''));
  }

  /** Waits until this unsent text is durable on the device. */
  async stored(text: string): Promise<void> {
    await expect.poll(() => recordsOf(this.page)).toContain(text);
  }

  /** Takes a screenshot of the page. */
  async picture(name: string): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
  }
}

/** The unsent records on the device of a page, as JSON: `[]` once everything has arrived. */
export function recordsOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((done, failed) => {
        const opening = indexedDB.open('outbox');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const reading = opening.result.transaction('records').objectStore('records').getAll();
          reading.onerror = () => failed(reading.error);
          reading.onsuccess = () => {
            opening.result.close();
            done(JSON.stringify(reading.result));
          };
        };
      }),
  );
}

/** Waits until all tabs are saved and show the same content, and the server has it. */
export async function expectEqual(...tabs: DocumentTab[]): Promise<void> {
  for (const tab of tabs) await tab.told(/^(Saved|Read only)/);
  const [first, ...others] = tabs;
  if (!first) return;
  for (const other of others) {
    await expect
      .poll(async () => (await other.markup()) === (await first.markup()), { timeout: 15_000 })
      .toBe(true);
  }
  const { ops } = await first.person.content(first.id);
  const stored = ops.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');
  const shown = (await first.lines()).map((line) => `${line.replaceAll('\ufeff', '')}\n`).join('');
  expect(shown).toBe(stored);
}
