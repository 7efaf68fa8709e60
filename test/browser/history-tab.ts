import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';
import type { Person } from './person.ts';

/** The history page of a document, open in a tab. */
export class HistoryTab {
  readonly page: Page;
  readonly text: Locator;
  readonly slider: Locator;
  readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.text = page.getByRole('document', { name: 'Document as it was' });
    this.slider = page.getByRole('slider', { name: 'Version' });
    this.list = page.getByRole('listbox', { name: 'Versions' });
  }

  /** Shows a document's history in a person's kept tab, at the newest version or the given one. */
  static async at(person: Person, id: string, search = ''): Promise<HistoryTab> {
    return new HistoryTab(await person.visit(`/d/${id}/history${search}`, '.player-version'));
  }

  /** Waits until this version is on the page. */
  async shows(version: number): Promise<void> {
    const label = new RegExp(`^v${version.toLocaleString('en')} of `);
    const shown = this.page.locator('.player-version');
    await expect.poll(() => shown.textContent(), { timeout: 15_000 }).toMatch(label);
    await expect.poll(() => this.slider.inputValue(), { timeout: 15_000 }).toBe(String(version));
  }

  /** The text of all marks of a kind, with their authors. */
  marks(kind: 'author' | 'insert' | 'delete' | 'format'): Promise<[text: string, author: string][]> {
    return this.text
      .locator(`.ql-mark[data-kind=${kind}]`)
      .evaluateAll((nodes) =>
        nodes.map((node) => [node.textContent ?? '', (node as HTMLElement).dataset.by ?? '']),
      );
  }

  /** The colours of the marks of a kind. */
  async tints(kind: string): Promise<string[]> {
    const tints = await this.text
      .locator(`.ql-mark[data-kind=${kind}]`)
      .evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).getPropertyValue('--by')));
    return [...new Set(tints)];
  }

  /** Records every text that is shown from now on; the returned function returns them. */
  async watch(): Promise<() => Promise<string[]>> {
    await this.text.evaluate((root) => {
      const texts: string[] = [];
      Object.assign(window, { texts });
      new MutationObserver(() => texts.push(root.textContent ?? '')).observe(root, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    return () => this.page.evaluate(() => (window as unknown as { texts: string[] }).texts);
  }

  /** Takes a screenshot of the page. */
  async picture(name: string): Promise<void> {
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.evaluate(() =>
      Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
    );
    await this.page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
  }
}
