import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Delta, Op } from '../../src/ot/op.ts';
import type { Suggestion } from '../../src/protocol/review.ts';
import type { DocumentTab } from './document-tab.ts';
import type { Person } from './person.ts';

/** One change of the text of a document: in place of the first `words`, or behind them when `by` begins with a plus. */
export type Replacement = readonly [words: string, by: string | { bold: true }];

/** Suggests changes without the browser, in the order of the text. */
export async function suggestByApi(
  by: Person,
  id: string,
  replacements: readonly Replacement[],
  note?: string,
): Promise<Suggestion> {
  const { version, ops } = await by.content(id);
  const text = ops.map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : '')).join('');
  const delta: Op[] = [];
  let at = 0;
  for (const [words, put] of replacements) {
    const found = text.indexOf(words, at);
    const isBehind = typeof put === 'string' && put.startsWith('+');
    const from = isBehind ? found + words.length : found;
    if (from > at) delta.push({ retain: from - at });
    at = from;
    if (typeof put !== 'string') delta.push({ retain: words.length, attributes: put });
    else if (put !== '') delta.push({ insert: isBehind ? put.slice(1) : put });
    if (isBehind) continue;
    if (typeof put === 'string') delta.push({ delete: words.length });
    at = found + words.length;
  }
  return by.api('POST', `/v1/docs/${id}/suggestions`, { version, delta, ...(note && { note }) });
}

/** All open suggestions of a document. */
export async function openSuggestions(reader: Person, id: string): Promise<Suggestion[]> {
  return (await reader.api<{ items: Suggestion[] }>('GET', `/v1/docs/${id}/suggestions`)).items;
}

/** The text of a document, as the server has it. */
export async function textOf(reader: Person, id: string): Promise<string> {
  const { ops } = await reader.content(id);
  return (ops as Delta)
    .map((op) => ('insert' in op && typeof op.insert === 'string' ? op.insert : ''))
    .join('');
}

/** The card of a suggestion that says this. */
export function suggestionCard(tab: { page: Page }, text: string): Locator {
  return tab.page.locator('.card-suggestion', { hasText: text });
}

/** Chooses what typing does, by the control. */
export async function chooseMode(tab: DocumentTab, mode: string): Promise<void> {
  await tab.page.getByRole('button', { name: /^Mode/ }).click();
  await tab.page.getByRole('menuitemradio', { name: mode }).click();
  await tab.page.getByRole('button', { name: `Mode: ${mode}` }).waitFor();
}

/** The accessible name of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
  );
}

/** Waits until the letters that are marked as inserted, deleted or formatted are these. */
export async function expectSuggested(
  tab: DocumentTab,
  kind: 'insert' | 'delete' | 'format',
  ...words: string[]
): Promise<void> {
  await expect
    .poll(() => tab.page.locator(`.ql-editor [data-suggest-${kind}]`).allTextContents())
    .toEqual(words);
}
