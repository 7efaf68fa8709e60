import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('finding and replacing', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
  });

  const count = (page: Page, text: string) =>
    page.getByRole('search').getByText(text, { exact: true }).waitFor();
  const marks = (page: Page) => page.locator('.highlight[data-tone^="found"]').count();

  test('goes from match to match from the caret, marks all, and gives the caret back with the match selected', async () => {
    const text = Array.from({ length: 60 }, (_, n) =>
      n % 20 === 0 ? `Line ${n} has an otter` : `Line ${n}`,
    );
    const id = await ada.create('Found', text.join('\n'));
    const { page } = await ada.at(id);
    await page.locator('.ql-editor p').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+f');
    const field = page.getByRole('textbox', { name: 'Find' });
    await field.fill('OTTER');
    await count(page, '1 of 3');
    await expect.poll(() => marks(page)).toBeGreaterThan(0);
    await inspectLooks(page, 'find');
    await field.press('Enter');
    await count(page, '2 of 3');
    await expect
      .poll(() => page.locator('.highlight[data-tone="found-current"] > div').isVisible())
      .toBe(true);
    await field.press('Shift+Enter');
    await field.press('Shift+Enter');
    await count(page, '3 of 3');
    await page.getByRole('button', { name: 'Match capitals' }).click();
    await count(page, 'Not found');
    await page.getByRole('button', { name: 'Match capitals' }).click();
    await count(page, '3 of 3');
    await field.press('Escape');
    await page.getByRole('search').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => String(getSelection()))).toBe('otter');
    await page.keyboard.type('seal');
    await expect.poll(() => page.locator('.ql-editor p').nth(40).textContent()).toBe('Line 40 has an seal');
  });

  test('replaces one and all while another person types, in one step of undo', async () => {
    const ben = await Person.nextSignedUp(browser, 'Ben Okri');
    const id = await ada.create('Replaced', 'cat one\ncat two\nconcat cat');
    await ada.share(id, ben);
    const { page } = await ada.at(id);
    const theirs = await ben.at(id);
    await page.locator('.ql-editor p').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+h');
    await page.getByRole('textbox', { name: 'Find' }).fill('cat');
    await count(page, '1 of 4');
    await page.getByRole('button', { name: 'Whole words' }).click();
    await count(page, '1 of 3');
    await theirs.page.locator('.ql-editor p').first().click();
    await theirs.page.keyboard.press('Control+Home');
    await theirs.page.keyboard.type('my cat, ');
    await count(page, '2 of 4');
    await page.getByRole('textbox', { name: 'Replace with' }).fill('dog');
    await page.getByRole('button', { name: 'Replace', exact: true }).click();
    await count(page, '2 of 3');
    await page.getByRole('button', { name: 'Replace all' }).click();
    await page.getByText('3 places were replaced.').waitFor();
    const text = () => theirs.page.locator('.ql-editor').evaluate((root) => (root as HTMLElement).innerText);
    await expect.poll(text).toMatch(/^my dog, dog one\s+dog two\s+concat dog\s*$/);
    await page.getByRole('button', { name: 'Close the search' }).click();
    await page.keyboard.press('Control+z');
    await expect.poll(text).toMatch(/^my cat, dog one\s+cat two\s+concat cat\s*$/);
    await ben.leave();
  });

  test('proposes in suggesting, and offers a reader to find alone', async () => {
    const ben = await Person.nextSignedUp(browser, 'Ben Okri');
    const id = await ada.create('Suggested', 'a cat');
    await ada.share(id, ben, 'commenter');
    const { page } = await ben.at(id);
    await page.locator('.ql-editor p').first().click();
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: 'Find and replace…' }).click();
    await page.getByRole('textbox', { name: 'Find' }).fill('cat');
    await count(page, '1 of 1');
    const replacement = page.getByRole('textbox', { name: 'Replace with' });
    if ((await replacement.count()) > 0) {
      await replacement.fill('dog');
      await page.getByRole('button', { name: 'Replace all' }).click();
      await page.locator('.ql-editor [data-suggest-insert]').getByText('dog').waitFor();
      await count(page, 'Not found');
    }
    expect((await ada.content(id)).ops).toEqual([{ insert: 'a cat\n' }]);
    await page.getByRole('textbox', { name: 'Find' }).press('Escape');
    const carol = await Person.nextSignedUp(browser, 'Carol Shields');
    await ada.share(id, carol, 'viewer');
    const reading = await carol.at(id);
    await reading.page.keyboard.press('Control+f');
    await reading.page.getByRole('textbox', { name: 'Find' }).fill('a');
    await count(reading.page, '1 of 2');
    expect(await reading.page.getByRole('textbox', { name: 'Replace with' }).count()).toBe(0);
    await ben.leave();
    await carol.leave();
  });

  test('the outline follows the text, marks the section in sight and leads to each', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({ insert: `Line ${n}\n` }));
    const heading = (text: string, header: number) => [
      { insert: text },
      { insert: '\n', attributes: { header } },
    ];
    const delta = [
      ...heading('First', 1),
      ...lines,
      ...heading('Inner', 2),
      ...lines,
      ...heading('Last', 1),
      ...lines,
    ];
    const { id } = await ada.api<{ id: string }>('POST', '/v1/docs', { title: 'Long', content: { delta } });
    const { page } = await ada.at(id);
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: 'Outline' }).click();
    const outline = page.getByRole('navigation', { name: 'Outline' });
    expect(await outline.getByRole('listitem').allInnerTexts()).toEqual(['First', 'Inner', 'Last']);
    await page.locator('.ql-editor h2').evaluate((one) => one.scrollIntoView({ block: 'center' }));
    await outline.locator('[aria-current]').getByText('First').waitFor();
    await inspectLooks(page, 'outline');
    await page.setViewportSize({ width: 1400, height: 800 });
    await outline.getByRole('button', { name: 'Last' }).click();
    await outline.locator('[aria-current]').getByText('Last').waitFor();
    await page.keyboard.type(' one');
    await outline.getByRole('button', { name: 'Last one' }).waitFor();
    expect(await page.locator('.ql-editor h1').last().innerText()).toBe('Last one');
    await page.getByRole('button', { name: 'Close the outline' }).click();
    await outline.waitFor({ state: 'detached' });
  });
});
