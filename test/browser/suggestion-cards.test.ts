import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { commentByApi, shareForReview } from './comments-tab.ts';
import { inspectLooks } from './inspect.ts';
import { CUT, Person } from './person.ts';
import { expectSuggested, focused, suggestByApi, suggestionCard, textOf } from './suggestions-tab.ts';

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
    const a = await ada.at(id);
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
    expect(await focused(page)).toBe('Document text');
  });
});
