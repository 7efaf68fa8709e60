import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import {
  cardOf,
  cardPlaces,
  commentByApi,
  commentOn,
  expectMarked,
  shareForReview,
  threadsOf,
} from './comments-tab.ts';
import { DocumentTab } from './document-tab.ts';
import { inspect, inspectLooks } from './inspect.ts';
import { CUT, Person } from './person.ts';
import { toldIn } from './told-in.ts';

describe('comments', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const shared = (title: string, role?: string) => shareForReview(ada, ben, title, role);

  const threads = (id: string) => threadsOf(ada, id);

  test('a comment at a selection is seen at once, answered, and resolved', async () => {
    const id = await shared('Harbour');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await commentOn(a, 'harbour', 'Which harbour?');
    await expectMarked(a, 'harbour');
    await expectMarked(b, 'harbour');
    await expect.poll(() => toldIn(b.page)).toBe('Ada Lovelace commented: Which harbour?');
    await cardOf(b, 'Which harbour?').click();
    await b.page.getByRole('textbox', { name: 'Reply' }).fill('The old one');
    await b.page.keyboard.press('Control+Enter');
    await expect.poll(() => b.page.locator('.comment').count()).toBe(2);
    await cardOf(a, '1 reply').waitFor();
    await inspectLooks(b.page, 'comments-open');
    await b.page.getByRole('button', { name: 'Resolve' }).click();
    await expectMarked(a);
    await b.page.getByRole('button', { name: 'Undo' }).and(b.page.locator('.toast *')).click();
    await expectMarked(a, 'harbour');
    await cardOf(b, 'Which harbour?').click();
    await b.page.getByRole('button', { name: 'Resolve' }).click();
    await expectMarked(a);
    await expectMarked(b);
    await a.page.getByRole('button', { name: 'Comments' }).click();
    await a.page.getByText('No open comments').waitFor();
    await a.page.getByRole('button', { name: /Which comments/ }).click();
    await a.page.getByRole('option', { name: 'Resolved' }).click();
    await cardOf(a, 'Resolved by Ben Okri').click();
    await inspect(a.page, 'comments-list');
    await a.page.getByRole('button', { name: 'Open again' }).click();
    await expectMarked(b, 'harbour');
    await a.page.getByRole('button', { name: 'Close' }).last().click();
  });

  test('a highlight stays on its words, goes with them, and comes back with them', async () => {
    const id = await shared('Words', 'editor');
    await commentByApi(ben, id, 'quiet before', 'Really?');
    const a = await ada.at(id);
    await expectMarked(a, 'quiet before');
    await a.editAbove('Once upon a time. ');
    await a.shows('Once upon');
    await expectMarked(a, 'quiet before');
    await a.select('before the storm');
    await a.page.keyboard.type('just ');
    await expectMarked(a, 'quiet just before');
    // Alone, an editor sends what is typed every 300 ms: together, these would be one operation.
    const sent = (words: string) =>
      expect.poll(async () => JSON.stringify((await ada.content(id)).ops)).toContain(words);
    await sent('quiet just before');
    await a.select('quiet just before', 'all');
    await a.page.keyboard.press('Delete');
    await expectMarked(a);
    await cardOf(a, 'This text was deleted').waitFor();
    await sent('was  the storm');
    await a.page.keyboard.press('Control+z');
    await a.shows('quiet just before');
    await expectMarked(a, 'quiet just before');
    await expect.poll(() => cardOf(a, 'This text was deleted').count()).toBe(0);
  });

  test('the keyboard comments, goes from thread to thread, and comes back to the text', async () => {
    const id = await shared('Keys');
    await commentByApi(ben, id, 'lighthouse', 'Why dark?');
    const a = await ada.at(id);
    const { page } = a;
    await page.getByRole('button', { name: 'Comments and suggestions, 1 unread' }).waitFor();
    await a.select('Boats', 'all');
    await page.keyboard.press('Control+Alt+m');
    await page.getByRole('textbox', { name: 'Comment' }).waitFor();
    await page.keyboard.type('How many boats?');
    await page.keyboard.press('Control+Enter');
    await page.locator('.comment-body', { hasText: 'How many boats?' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await expect.poll(focused).toBe('Document text');
    await page.keyboard.press('Control+Alt+n');
    await expect.poll(focused).toBe('Comment by Ada Lovelace: How many boats?');
    await page.keyboard.press('Control+Alt+n');
    await expect.poll(focused).toBe('Comment by Ben Okri: Why dark?');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(200);
    await expectMarked(a, 'lighthouse');
    await page.keyboard.press('Control+Alt+n');
    await expect.poll(focused).toBe('Comment by Ada Lovelace: How many boats?');
    await page.keyboard.press('Control+Alt+p');
    await expect.poll(focused).toBe('Comment by Ben Okri: Why dark?');
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('Document text');
    expect(await page.locator('.card[data-open]').count()).toBe(0);
  });

  test('a link opens its thread, a resolved one too, and says when there is none', async () => {
    const id = await shared('Linked');
    const dark = await commentByApi(ben, id, 'lighthouse', 'Why dark?');
    const done = await commentByApi(ben, id, 'Boats', 'Which boats?');
    await ben.api('PATCH', `/v1/docs/${id}/threads/${done.id}`, { resolved: true });
    const page = await ada.visit(`/d/${id}?thread=${dark.id}`, '.card[data-open]');
    const a = new DocumentTab(ada, page, id);
    await expectMarked(a, 'lighthouse');
    expect(new URL(page.url()).search).toBe('');
    await cardOf(a, 'Why dark?')
      .getByRole('button', { name: /^Actions/ })
      .click();
    await page.getByRole('menuitem', { name: 'Copy link' }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(`${ada.origin}/d/${id}?thread=${dark.id}`);
    await ada.visit(`/d/${id}?thread=${done.id}`, '.card[data-resolved][data-open]');
    await ada.load(`/d/${id}?thread=${'x'.repeat(22)}`);
    await page.getByText('This comment no longer exists.').waitFor();
  });

  test('what is written survives closing, reloading and a lost network, and is sent once', async () => {
    const id = await shared('Drafts');
    await commentByApi(ben, id, 'Boats', 'Which boats?');
    const a = await ada.open(id);
    const { page } = a;
    await cardOf(a, 'Which boats?').click();
    await page.getByRole('textbox', { name: 'Reply' }).fill('Half an answer');
    await page.keyboard.press('Escape');
    await cardOf(a, 'Which boats?').click();
    const field = page.getByRole('textbox', { name: 'Reply' });
    await expect.poll(() => field.inputValue()).toBe('Half an answer');
    await a.select('lighthouse', 'all');
    await page.keyboard.press('Control+Alt+m');
    await page.getByRole('textbox', { name: 'Comment' }).fill('Half a comment');
    await ada.editByApi(id, [{ insert: 'Meanwhile. ' }]);
    await page.reload();
    await a.ready();
    const comment = page.getByRole('textbox', { name: 'Comment' });
    await expect.poll(() => comment.inputValue()).toBe('Half a comment');
    await expect.poll(() => page.locator('.highlight[data-tone=draft]').count()).toBe(1);

    await ada.wire.cut();
    await comment.fill('A whole comment');
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await comment.inputValue()).toBe('A whole comment');
    await ada.wire.mend();
    await a.told(/^Saved/);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await expect.poll(() => comment.count()).toBe(0);
    const [, mine] = await threads(id);
    expect(mine).toMatchObject({ quote: 'lighthouse', comments: [{ body: 'A whole comment' }] });
    expect(await threads(id)).toHaveLength(2);
  });

  test('cards stand beside their text, never over each other, and follow it', async () => {
    const id = await shared('Cards');
    for (const n of [2, 3, 4, 10, 11, 12]) await commentByApi(ada, id, `Line ${n} `, `About line ${n}`);
    const b = await ben.at(id);
    const { page } = b;
    await expect.poll(() => page.locator('.review-place').count()).toBe(6);
    const expectApart = async (): Promise<void> => {
      await expect
        .poll(async () => {
          const places = await cardPlaces(page);
          return places.every(({ top }, n) => n === 0 || top >= (places[n - 1]?.bottom ?? 0));
        })
        .toBe(true);
    };
    await expectApart();
    await cardOf(b, 'About line 11').click();
    await expectApart();
    const beside = async (): Promise<number> => {
      const [card, text] = await Promise.all([
        page.locator('.card[data-open]').boundingBox(),
        page.locator('.highlight[data-tone=active] > div').boundingBox(),
      ]);
      return Math.round((card?.y ?? 0) - (text?.y ?? 0));
    };
    await expect.poll(beside).toBe(0);
    await page.mouse.wheel(0, 300);
    await expect.poll(beside).toBe(0);
    await b.editAbove.call(new DocumentTab(ada, page, id), 'One more line\n');
    await b.shows('One more line');
    await expect.poll(beside).toBe(0);
    await inspect(page, 'comments-cards');
    await page.evaluate(() => scrollTo(0, 0));
  });

  test('on a phone, threads and new ones open in a sheet', async () => {
    const id = await shared('Phone');
    await commentByApi(ada, id, 'harbour', 'Which harbour?');
    const b = await ben.open(id);
    const { page } = b;
    await page.setViewportSize({ width: 390, height: 844 });
    await expectMarked(b, 'harbour');
    expect(await page.locator('.review-margin').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const box = await page.locator('.highlight > div').boundingBox();
    await page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    const sheet = page.getByRole('dialog', { name: 'Comments' });
    await sheet.getByRole('textbox', { name: 'Reply' }).fill('This one');
    await inspect(page, 'comments-phone');
    await sheet.getByRole('button', { name: 'Reply', exact: true }).click();
    await expect.poll(() => sheet.locator('.comment').count()).toBe(2);
    await sheet.getByRole('button', { name: 'Close' }).click();
    await sheet.waitFor({ state: 'detached' });
    await b.select('Boats', 'all');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await sheet.getByRole('textbox', { name: 'Comment' }).fill('How many?');
    expect(await sheet.getByRole('button').allInnerTexts()).toEqual(['Cancel', 'Comment']);
    await sheet.getByRole('button', { name: 'Comment', exact: true }).click();
    await sheet.waitFor({ state: 'detached' });
    await expectMarked(b, 'harbour', 'Boats');
    await page.getByRole('button', { name: 'Comments and suggestions', exact: true }).click();
    await expect.poll(() => sheet.locator('.card').count()).toBe(2);
    await inspect(page, 'comments-phone-list');
    await page.keyboard.press('Escape');
  });
});
