import type { Browser, CDPSession } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readMention } from '../../src/ot/mention.ts';
import type { Op } from '../../src/ot/op.ts';
import { sharedBrowser } from './browser.ts';
import { shareForReview } from './comments-tab.ts';
import { type DocumentTab, expectEqual } from './document-tab.ts';
import { CUT, Person } from './person.ts';
import { chooseMode, openSuggestions } from './suggestions-tab.ts';

describe('mentions in the text', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;
  let id: string;

  const list = (tab: DocumentTab) => tab.page.getByRole('listbox', { name: 'What can be mentioned' });
  const chosen = (tab: DocumentTab) =>
    tab.text.evaluate((root) => {
      const option = document.getElementById(root.getAttribute('aria-activedescendant') ?? '');
      return option?.getAttribute('aria-selected') === 'true' ? option.textContent : null;
    });
  const mentions = async (doc: string): Promise<string[]> => {
    const { ops } = await ada.content(doc);
    return (ops as Op[]).flatMap((op) =>
      'insert' in op && typeof op.insert === 'object' && 'mention' in op.insert
        ? [String(op.insert.mention)]
        : [],
    );
  };
  const empty = async (title: string): Promise<DocumentTab> => {
    const doc = await ada.create(title);
    return ada.at(doc);
  };
  const shows = async (tab: DocumentTab, ...names: string[]): Promise<void> => {
    await expect
      .poll(async () => (await list(tab).isVisible()) && list(tab).locator('.option-name').allTextContents())
      .toEqual(names);
  };

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
    id = await shareForReview(ada, ben, 'Harbour plan', 'editor');
    await ada.create('Tide tables');
  });

  test('a person, a day and a document are chosen by keys and pointer, and undo gives the letters back', async () => {
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    // He may not see the document that is mentioned.
    ben.forgive(/status of 404/);
    await a.write(' Ask @');
    await list(a).waitFor();
    expect(await list(a).getByRole('group').count()).toBe(3);
    expect(await chosen(a)).toContain('Ben Okri');
    await a.picture('mentions-list');
    await a.page.keyboard.press('ArrowDown');
    await expect.poll(() => chosen(a)).toContain('Ada Lovelace');
    await a.page.keyboard.press('ArrowUp');
    await a.page.keyboard.press('ArrowUp');
    await expect.poll(() => chosen(a)).toContain('Tide tables');
    await a.page.keyboard.type('okr');
    await shows(a, 'Ben Okri');
    await a.page.keyboard.press('Enter');
    await expect.poll(() => mentions(id)).toEqual([`user:${ben.id}`]);
    await b.page.locator('.ql-mention[data-name="Ben Okri"]').waitFor();
    expect(await list(a).count()).toBe(0);
    await a.page.keyboard.press('Control+z');
    await expect.poll(() => mentions(id)).toEqual([]);
    await a.shows('Ask @okr');
    expect(await list(a).count()).toBe(0);
    await a.page.keyboard.press('Control+y');
    await expect.poll(() => mentions(id)).toEqual([`user:${ben.id}`]);
    await a.write('@next mon');
    await shows(a, 'Next Monday');
    await a.page.keyboard.press('Tab');
    await expect.poll(async () => (await mentions(id)).length).toBe(2);
    const date = readMention((await mentions(id))[1] ?? '');
    if (date.of !== 'date') throw new Error('It mentions no day.');
    const away = (Date.parse(date.date) - Date.now()) / 86_400_000;
    expect(new Date(date.date).getUTCDay()).toBe(1);
    expect(away).toBeGreaterThan(-1);
    expect(away).toBeLessThan(8);
    await a.write('and @tide');
    await shows(a, 'Tide tables');
    await list(a).getByRole('option', { name: 'Tide tables' }).click();
    await a.page.locator('.ql-mention[data-name="Tide tables"]').waitFor();
    await a.page.keyboard.type('end');
    await a.shows(' end');
    await a.write(' due @2027-02-28');
    await list(a).waitFor();
    await a.page.keyboard.press('Enter');
    await expect.poll(async () => (await mentions(id)).at(-1)).toBe('date:2027-02-28');
    await b.page.locator('.ql-mention[data-name="a document that cannot be shown"]').waitFor();
    await b.page.locator('.ql-mention[data-date="Feb 28, 2027"]').waitFor();
  });

  test('no other @ offers anything', async () => {
    const tab = await empty('Other');
    await tab.write('ann@b.c and (@to');
    await list(tab).waitFor();
    await tab.page.keyboard.press('Escape');
    await expect.poll(() => list(tab).count()).toBe(0);
    await tab.page.keyboard.type('d');
    expect(await list(tab).count()).toBe(0);
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('me@to');
    expect(await list(tab).count()).toBe(0);
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('@zzz');
    expect(await list(tab).count()).toBe(0);
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('``` @to');
    expect(await list(tab).count()).toBe(0);
    expect(await tab.lines()).toEqual(['ann@b.c and (@tod', 'me@to', '@zzz', '@to']);
    // One that only stands there.
    await tab.select('d', 'before');
    await tab.page.keyboard.press('ArrowRight');
    expect(await list(tab).count()).toBe(0);
    expect(await mentions(tab.id)).toEqual([]);
  });

  test('in a cell, while others write above it, and by the menus', async () => {
    const tab = await empty('Cells');
    await tab.write('/table');
    await tab.page.keyboard.press('Enter');
    await tab.page.keyboard.type('@tom');
    await shows(tab, 'Tomorrow');
    await tab.editAbove('Above\n');
    await tab.shows('Above');
    await shows(tab, 'Tomorrow');
    await tab.page.keyboard.press('Tab');
    await expect.poll(async () => (await mentions(tab.id)).length).toBe(1);
    expect(await tab.page.locator('[data-cell] .ql-mention, .ql-cell .ql-mention').count()).toBe(1);
    await tab.write('/mention');
    await tab.page.keyboard.press('Enter');
    await list(tab).waitFor();
    await tab.page.keyboard.press('Enter');
    await expect.poll(async () => (await mentions(tab.id)).at(-1)).toBe(`user:${ada.id}`);
    await tab.page.keyboard.type('x');
    await tab.page.getByRole('button', { name: 'More' }).click();
    await tab.page.getByRole('menuitem', { name: 'Mention…' }).click();
    await list(tab).waitFor();
    await tab.page.keyboard.type('yes');
    await shows(tab, 'Yesterday');
    await tab.page.keyboard.press('Enter');
    await expect.poll(async () => (await mentions(tab.id)).length).toBe(3);
    await tab.shows('x ');
  });

  test('as a suggestion', async () => {
    const doc = await shareForReview(ada, ben, 'Suggested', 'editor');
    const tab = await ada.at(doc);
    await chooseMode(tab, 'Suggesting');
    await tab.write(' @ben');
    await shows(tab, 'Ben Okri');
    await tab.page.keyboard.press('Enter');
    await tab.page.locator('[data-suggest-insert] .ql-mention, .ql-mention[data-suggest-insert]').waitFor();
    await expect
      .poll(async () => JSON.stringify((await openSuggestions(ada, doc)).map(({ delta }) => delta)))
      .toContain(`user:${ben.id}`);
    const [suggestion] = await openSuggestions(ada, doc);
    expect(JSON.stringify(suggestion?.delta)).not.toContain('@');
    expect(await mentions(doc)).toEqual([]);
  });

  test('in a composition, by touch', async () => {
    const tab = await empty('Composed');
    const devtools: CDPSession = await ada.context.newCDPSession(tab.page);
    await tab.text.focus();
    await tab.page.keyboard.type('@');
    await list(tab).waitFor();
    for (const text of ['t', 'to', 'tod'])
      await devtools.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await shows(tab, 'Today');
    await list(tab).getByRole('option', { name: 'Today' }).click();
    await expect.poll(async () => (await mentions(tab.id)).length).toBe(1);
    await tab.page.keyboard.type('after');
    await expectEqual(tab);
    expect((await tab.lines())[0]?.replaceAll('\ufeff', '')).toBe(' after');
  });
});

test('on a phone the list stands in the page', async () => {
  const browser = await sharedBrowser();
  const eve = await Person.signedUp(browser, 'Eve Adler', {
    hasTouch: true,
    colorScheme: 'dark',
    forgives: [CUT],
  });
  const id = await eve.create('Phone', `${'line\n'.repeat(40)}last`);
  const tab = await eve.at(id);
  await tab.page.setViewportSize({ width: 390, height: 700 });
  await tab.write(' @');
  const list = tab.page.getByRole('listbox', { name: 'What can be mentioned' });
  await list.waitFor();
  await tab.picture('mentions-phone');
  const box = await list.boundingBox();
  if (box === null) throw new Error('The list is not drawn.');
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(700);
  await list.getByRole('option', { name: /Tomorrow/ }).tap();
  await tab.page.locator('.ql-mention[data-date]').waitFor();
  await tab.page.keyboard.type('on');
  await tab.shows('on');
});
