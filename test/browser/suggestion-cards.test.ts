import type { Browser, Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { cardPlaces, commentByApi, shareForReview } from './comments-tab.ts';
import { inspect, inspectLooks } from './inspect.ts';
import { CUT, Person } from './person.ts';
import {
  chooseMode,
  expectSuggested,
  focused,
  openSuggestions,
  suggestByApi,
  suggestionCard,
  textOf,
} from './suggestions-tab.ts';
import { toldIn } from './told-in.ts';

describe('cards of suggestions', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const shared = (title: string, role?: string) => shareForReview(ada, ben, title, role);

  test('a suggestion has a card beside its text, and each of its changes is decided by itself', async () => {
    const id = await shared('Changes');
    await commentByApi(ben, id, 'storm', 'Which storm?');
    await suggestByApi(
      ben,
      id,
      [
        ['quiet', 'loud'],
        ['Boats', { bold: true }],
        ['nobody spoke', ''],
      ],
      'Livelier',
    );
    await suggestByApi(ben, id, [['afternoon', '+ of rain']]);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const { page } = a;
    const card = suggestionCard(a, 'Livelier');
    await card.waitFor();
    expect(await page.locator('.card').count()).toBe(3);
    await inspectLooks(page, 'suggestions-closed');
    await card.click({ position: { x: 60, y: 50 } });
    await inspectLooks(page, 'suggestions-open');
    await card.getByRole('button', { name: 'Accept: replace “quiet” with “loud”' }).click();
    await expectSuggested(a, 'insert', ' of rain');
    expect(await textOf(ada, id)).toContain('The harbour was loud before');
    await card.getByRole('button', { name: 'Reject: delete “nobody spoke”' }).click();
    await expectSuggested(a, 'delete');
    await card.getByRole('button', { name: 'Accept', exact: true }).click();
    await expect.poll(() => page.locator('.card-suggestion').count()).toBe(1);
    expect(await textOf(ada, id)).toContain('nobody spoke');
    await expect.poll(() => focused(page)).toBe('Document text');
    await expect
      .poll(() => toldIn(b.page))
      .toMatch(/^Ada Lovelace accepted a suggestion by Ben Okri\.|new comments and suggestions$/);
  });

  test('the keyboard goes through threads and suggestions, decides, and goes on', async () => {
    const id = await shared('Keys');
    await commentByApi(ben, id, 'storm', 'Which storm?');
    await suggestByApi(ben, id, [
      ['quiet', 'loud'],
      ['pier', 'quay'],
    ]);
    await suggestByApi(ben, id, [['lighthouse', 'lamp']]);
    const a = await ada.at(id);
    const { page } = a;
    await expectSuggested(a, 'insert', 'loud', 'quay', 'lamp');
    await a.select('The harbour');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('Control+Alt+n');
    await expect
      .poll(() => focused(page))
      .toBe('Suggestion by Ben Okri: replace “quiet” with “loud”; replace “pier” with “quay”');
    await press('Control+Alt+n');
    await expect.poll(() => focused(page)).toBe('Comment by Ben Okri: Which storm?');
    await press('Control+Alt+p', 'Tab', 'Tab', 'Tab');
    await expect.poll(() => focused(page)).toBe('Accept: replace “quiet” with “loud”');
    expect(await page.locator(':focus-visible').count()).toBe(1);
    await press('Enter');
    // One change is left: it is all of the suggestion.
    await expect.poll(() => focused(page)).toBe('Accept');
    expect(await textOf(ada, id)).toContain('was loud before');
    await press('Tab');
    await expect.poll(() => focused(page)).toBe('Reject');
    await press('Enter');
    await expect.poll(() => focused(page)).toBe('Suggestion by Ben Okri: replace “lighthouse” with “lamp”');
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(200);
    expect(await page.locator('[role=status]').allTextContents()).toContain('The suggestion was rejected.');
    await press('Tab', 'Tab', 'Tab', 'Enter');
    await expect.poll(() => focused(page)).toBe('Document text');
    await expect.poll(() => page.locator('.card-suggestion').count()).toBe(0);
    expect(await textOf(ada, id)).toContain('the lamp stayed');
    // Two keys at once, before the card is drawn: it does not take the focus later.
    await page.evaluate(() => {
      const key = (name: string, code: string, mod: boolean) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key: name, code, ctrlKey: mod, altKey: mod, bubbles: true }),
        );
      key('n', 'KeyN', true);
      key('Escape', 'Escape', false);
    });
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))),
    );
    expect(await focused(page)).toBe('Document text');
    expect(await page.locator('.card[data-open]').count()).toBe(0);
    // A card that a press in the text has opened closes by Escape there.
    const { x, y, width, height } = (await page.locator('.highlight > div').first().boundingBox()) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    };
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.locator('.card[data-open]').waitFor();
    await press('Escape');
    await page.locator('.card[data-open]').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Document text');
  });

  test('a card follows its author’s typing, holds what is said of it, and goes when it is withdrawn', async () => {
    const id = await shared('Live');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await chooseMode(b, 'Suggesting');
    await b.select('harbour');
    await b.page.keyboard.type('old ');
    const [card, own] = [a, b].map((tab) => suggestionCard(tab, 'Insert')) as [Locator, Locator];
    await expect.poll(() => card.locator('ins').textContent()).toBe('old ');
    await b.page.keyboard.type('grey ');
    await expect.poll(() => card.locator('ins').textContent()).toBe('old grey ');
    expect(await own.locator('ins').textContent()).toBe('old grey ');
    await expect
      .poll(() => toldIn(a.page), { timeout: 15_000 })
      .toMatch(/^Ben Okri suggested: insert “old grey”/);
    await card.click();
    await a.page.getByRole('textbox', { name: 'Reply' }).fill('Why grey?');
    await a.page.keyboard.press('Control+Enter');
    await own.getByText('1 reply').waitFor();
    expect(await a.page.locator('.card').count()).toBe(1);
    await b.page.getByRole('button', { name: 'Comments and suggestions, 1 unread' }).waitFor();
    // A press on one's own letters opens the card, and the caret stays in the text.
    await b.page.locator('.ql-editor [data-suggest-insert]').first().click();
    await own.getByText('Why grey?').waitFor();
    await b.page.keyboard.type('!');
    await expect.poll(() => card.locator('ins').textContent()).toContain('!');
    expect(await b.page.getByRole('button', { name: 'Accept' }).count()).toBe(0);
    await own.getByRole('button', { name: 'Withdraw' }).click();
    await b.page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await expectSuggested(a, 'insert');
    await expectSuggested(b, 'insert');
    // What was said of it is listed, and no longer beside the text.
    await expect.poll(() => b.page.locator('.card').count()).toBe(0);
    await a.page.keyboard.press('Escape');
    await a.page.getByRole('button', { name: /^Comments and suggestions/ }).click();
    await a.page.getByText('On a suggestion that is no longer open').waitFor();
    await a.page.getByRole('button', { name: 'Close' }).last().click();
    expect(await openSuggestions(ada, id)).toEqual([]);
  });

  test('a link opens a suggestion, and what is read in its card is read in the bell', async () => {
    const id = await shared('Linked');
    const { id: sid, threadId } = await suggestByApi(ben, id, [['lighthouse', 'lamp']]);
    await ada.load('/');
    const bell = ada.context.pages()[0]?.getByRole('button', { name: /^Notifications/ });
    await expect.poll(() => bell?.getAttribute('aria-label')).toMatch(/[1-9]/);
    const before = Number.parseInt((await bell?.getAttribute('aria-label'))?.match(/\d+/)?.[0] ?? '0', 10);
    const page = await ada.visit(`/d/${id}?suggestion=${sid}`, '.card-suggestion[data-open]');
    expect(new URL(page.url()).search).toBe('');
    await expect
      .poll(() =>
        page
          .locator('.bell-count')
          .last()
          .textContent()
          .catch(() => '0'),
      )
      .not.toBe(String(before));
    await ben.api('POST', `/v1/docs/${id}/threads/${threadId}/replies`, { body: 'Shorter' });
    await page.getByText('Shorter').waitFor();
    await ada.load(`/d/${id}?thread=${threadId}`);
    await page.locator('.card-suggestion[data-open]').waitFor();
    await ben.api('DELETE', `/v1/docs/${id}/suggestions/${sid}`);
    await ada.load(`/d/${id}?suggestion=${'x'.repeat(22)}`);
    await page.getByText('This suggestion was decided or withdrawn.').waitFor();
  });

  test('what another editor decided meanwhile is said, and nothing changes', async () => {
    const id = await shared('Meanwhile');
    const { id: sid } = await suggestByApi(ben, id, [['quiet', 'loud']]);
    const a = await ada.at(id);
    const card = suggestionCard(a, 'loud');
    await card.click();
    await a.page.route(/\/suggestions\/.*\/accept$/, async (route) => {
      await ben.api('DELETE', `/v1/docs/${id}/suggestions/${sid}`);
      await route.continue();
    });
    ada.forgive(/409/);
    await card.getByRole('button', { name: 'Accept' }).click();
    await a.page.getByText('It was already decided, or nothing is left of it.').waitFor();
    expect(await textOf(ada, id)).toContain('was quiet before');
  });

  test('the open card is in the window, however many there are and however short the text', async () => {
    const id = await ada.create('Many', 'The harbour was quiet before the storm.');
    await ada.share(id, ben);
    for (const words of ['The', 'harbour', 'was', 'quiet', 'before', 'the', 'storm'])
      for (const body of ['One', 'Two']) await commentByApi(ben, id, words, `${body} about ${words}`);
    await suggestByApi(ben, id, [['storm', 'gale']]);
    const a = await ada.at(id);
    const { page } = a;
    await expect.poll(() => page.locator('.card').count()).toBe(15);
    await page.locator('.ql-editor [data-suggest-insert]').click();
    const open = page.locator('.card[data-open]');
    const offset = async () => {
      const [card, text] = await Promise.all([
        open.boundingBox(),
        page.locator('.ql-editor [data-suggest-insert]').boundingBox(),
      ]);
      return Math.abs((card?.y ?? 0) - (text?.y ?? 0));
    };
    await expect.poll(offset).toBeLessThan(8);
    await inspect(page, 'suggestions-many');
    await open.getByRole('button', { name: 'Close' }).click();
    await open.waitFor({ state: 'detached' });
    // The cards come down in the next frame.
    const toEnd = () => {
      scrollTo(0, document.documentElement.scrollHeight);
      return scrollY;
    };
    await expect.poll(() => page.evaluate(toEnd)).toBeGreaterThan(200);
    // The page reaches below the last card, and its bars stay.
    expect(await page.locator('.desk-bar').evaluate((bar) => bar.getBoundingClientRect().top)).toBe(0);
    const foot = await page.locator('.desk').evaluate((desk) => desk.getBoundingClientRect().bottom);
    expect(foot).toBeGreaterThan((await cardPlaces(page)).at(-1)?.bottom ?? Number.POSITIVE_INFINITY);
    await inspect(page, 'suggestions-many-end');
  });

  test('on a phone, suggestions open in a sheet, and are decided there', async () => {
    const id = await shared('Phone', 'editor');
    await suggestByApi(ben, id, [
      ['quiet', 'loud'],
      ['pier', 'quay'],
    ]);
    const a = await ada.open(id);
    const { page } = a;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.ql-editor [data-suggest-insert]').first().click();
    const sheet = page.getByRole('dialog', { name: 'Comments and suggestions' });
    await sheet.getByRole('button', { name: 'Accept: replace “pier” with “quay”' }).click();
    await expectSuggested(a, 'insert', 'loud');
    await inspect(page, 'suggestions-phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await sheet.getByRole('button', { name: 'Reject' }).click();
    await sheet.waitFor({ state: 'detached' });
    await chooseMode(a, 'Suggesting');
    await inspect(page, 'suggestions-phone-mode');
    await a.select('storm', 'before');
    await page.keyboard.type('big ');
    await expectSuggested(a, 'insert', 'big ');
    await page.locator('.ql-editor [data-suggest-insert]').first().click();
    expect(await sheet.count()).toBe(0);
    await page.getByRole('button', { name: 'Comments and suggestions' }).click();
    await sheet.locator('.card-suggestion', { hasText: 'big' }).waitFor();
    await inspect(page, 'suggestions-phone-list');
    await page.keyboard.press('Escape');
    expect(await textOf(ada, id)).toContain('quiet before the storm');
    await page.close();
  });

  test('a reply in writing is offered when its suggestion goes', async () => {
    const id = await shared('Half a reply', 'editor');
    const { id: suggestion } = await suggestByApi(ben, id, [['quiet', 'loud']]);
    const a = await ada.at(id);
    await suggestionCard(a, 'loud').click();
    await a.page.getByRole('textbox', { name: 'Reply' }).fill('Half of what I mean');
    await ben.api('DELETE', `/v1/docs/${id}/suggestions/${suggestion}`);
    await a.page.getByText('your reply was not sent: “Half of what I mean”').waitFor();
    await a.page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe('Half of what I mean');
  });
});
