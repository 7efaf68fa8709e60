import type { Browser, Locator } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { type DocumentTab, expectEqual } from './document-tab.ts';
import { Person } from './person.ts';

describe('two people in one document', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
  });

  async function openBoth(title: string, text: string): Promise<[DocumentTab, DocumentTab]> {
    const id = await ada.create(title, text);
    await ada.share(id, ben);
    return Promise.all([ada.at(id), ben.at(id)]);
  }

  test('typing at once in two browsers ends in the same text', async () => {
    const [a, b] = await openBoth('At once', 'The middle');
    await a.select('The middle');
    await b.write('');
    await Promise.all([a.page.keyboard.type('Ada was here. '), b.page.keyboard.type(' and Ben was there.')]);
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['Ada was here. The middle and Ben was there.']);
    expect(await a.badge.textContent()).toMatch(/^Saved · v\d+$/);
  });

  test('formats travel: headings, lists, marks and Markdown shortcuts', async () => {
    const [a, b] = await openBoth('Formats', '');
    await a.write('## Plan');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.type('- first');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.type('second');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.type('[] done?');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.type('> quoted');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.press('Control+b');
    await a.page.keyboard.type('bold');
    await expectEqual(a, b);
    expect(await b.text.locator('h2').textContent()).toBe('Plan');
    expect(await b.text.locator('li[data-list=bullet]').allTextContents()).toEqual(['first', 'second']);
    expect(await b.text.locator('li[data-list=unchecked]').textContent()).toBe('done?');
    expect(await b.text.locator('blockquote').textContent()).toBe('quoted');
    expect(await b.text.locator('strong').textContent()).toBe('bold');
    await b.text.locator('li[data-list=unchecked] .ql-ui').click();
    await a.text.locator('li[data-list=checked]').waitFor();
    await expectEqual(a, b);
  });

  test("each sees the other's caret and selection, with the name", async () => {
    const [a, b] = await openBoth('Carets', 'One two three four');
    await a.select('three', 'all');
    const caret = b.page.locator('.caret', { hasText: 'Ada Lovelace' });
    await caret.locator('.caret-selection').first().waitFor();
    await b.select('two');
    await a.page.locator('.caret', { hasText: 'Ben Okri' }).locator('.caret-bar').waitFor();
    // It is drawn again whenever the page moves under it.
    const off = () =>
      caret
        .locator('.caret-selection')
        .first()
        .evaluate((drawn) => {
          const range = document.createRange();
          const node = document.querySelector('.ql-editor p')?.firstChild as Text;
          range.setStart(node, 8);
          range.setEnd(node, 13);
          const [word, box] = [range.getBoundingClientRect(), drawn.getBoundingClientRect()];
          return Math.max(Math.abs(box.left - word.left), Math.abs(box.right - word.right));
        });
    await expect.poll(off).toBeLessThan(2);
    await b.page.getByRole('list', { name: 'People here' }).getByLabel('Ada Lovelace').waitFor();
    await a.picture('two-people');
    await b.page.close();
    await a.page.locator('.caret', { hasText: 'Ben Okri' }).waitFor({ state: 'detached' });
  });

  test('a caret follows what its owner types, replaces and deletes', async () => {
    const [a, b] = await openBoth('Caret follows', 'One two three');
    const caretAt = (text: string) =>
      b.page.waitForFunction((before) => {
        const bar = document.querySelector('.caret .caret-bar')?.getBoundingClientRect();
        const node = document.querySelector('.ql-editor p')?.firstChild as Text;
        if (!bar || !node.data.startsWith(before)) return false;
        const range = document.createRange();
        range.setStart(node, 0);
        range.setEnd(node, before.length);
        return Math.abs(bar.left - range.getBoundingClientRect().right) < 2;
      }, text);
    await a.select('two');
    await a.page.keyboard.type('and ');
    await caretAt('One and ');
    await a.select('three', 'all');
    await a.page.keyboard.type('four');
    await caretAt('One and two four');
    await a.page.keyboard.press('Backspace');
    await caretAt('One and two fou');
  });

  test('a caret is drawn again when the font of the text arrives after it', async () => {
    const id = await ada.create('Late font', 'One wide word mmmmmmmmmmmm three');
    await ada.share(id, ben);
    const a = await ada.at(id);
    await a.select('three');
    const font = Promise.withResolvers<void>();
    const page = await ben.context.newPage();
    await page.route('**/*.woff2', async (route) => {
      await font.promise;
      await route.continue();
    });
    await page.goto(`${ben.origin}/d/${id}`);
    await page.locator('.caret .caret-bar').waitFor();
    const at = () =>
      page.evaluate(() => {
        const range = document.createRange();
        const node = document.querySelector('.ql-editor p')?.firstChild as Text;
        range.setStart(node, 0);
        range.setEnd(node, node.data.indexOf('three'));
        const bar = document.querySelector('.caret .caret-bar')?.getBoundingClientRect();
        const letter = range.getBoundingClientRect().right;
        return { letter, off: Math.abs((bar?.left ?? 0) - letter) };
      });
    await expect.poll(async () => (await at()).off).toBeLessThan(2);
    const before = (await at()).letter;
    font.resolve();
    await expect.poll(async () => Math.abs((await at()).letter - before)).toBeGreaterThan(4);
    await expect.poll(async () => (await at()).off).toBeLessThan(2);
  });

  test('on a phone the page is as wide as the screen, also with other people in the document', async () => {
    const eve = await Person.signedUp(browser, 'Eve Ensler');
    const kim = await Person.signedUp(browser, 'Kim Lee');
    const id = await ada.create('A title that is rather long for a phone', 'One');
    for (const other of [ben, eve, kim]) await ada.share(id, other);
    const a = await ada.at(id);
    const here = a.page.getByRole('list', { name: 'People here' });
    const others: DocumentTab[] = [];
    for (const other of [ben, eve, kim]) {
      others.push(await other.at(id));
      await here.getByLabel(other.name).waitFor({ state: 'attached' });
      for (const width of [360, 375, 390]) {
        await a.page.setViewportSize({ width, height: 740 });
        await expect.poll(() => a.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
    await a.page.setViewportSize({ width: 360, height: 740 });
    await a.picture('phone-with-people');
    expect(await a.badge.textContent()).toMatch(/^Saved/);
    // People without an avatar, for want of room, are counted.
    expect(await facesIn(here)).toEqual(['Ben Okri', '+2']);
    await a.page.setViewportSize({ width: 600, height: 740 });
    await a.picture('narrow-with-people');
    expect(await facesIn(here)).toEqual(['Ben Okri', 'Eve Ensler', '+1']);
    await a.page.setViewportSize({ width: 1280, height: 800 });
    expect(await facesIn(here)).toEqual(['Ben Okri', 'Eve Ensler', 'Kim Lee']);
  });

  test('a remote edit leaves caret and selection on their text', async () => {
    const [a, b] = await openBoth('Caret stays', 'left right');
    await a.select('right');
    await b.select('left');
    await b.page.keyboard.type('far ');
    await expect.poll(() => a.caret()).toEqual(['far left ', 'right']);
    // Exactly at the caret: the incoming text is placed after it.
    await b.select('right');
    await b.page.keyboard.type('upper ');
    await expect.poll(() => a.caret()).toEqual(['far left ', 'upper right']);
    await a.page.keyboard.type('and ');
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['far left and upper right']);
  });

  test('a remote edit above the view does not scroll it', async () => {
    const paragraphs = Array.from(
      { length: 120 },
      (_, n) => `Paragraph ${n} of a text that is long enough to scroll.`,
    );
    const [a, b] = await openBoth('Scroll stays', paragraphs.join('\n'));
    const place = () =>
      a.page.evaluate(() => {
        const line = [...document.querySelectorAll('.ql-editor p')].find((p) =>
          p.textContent?.startsWith('Paragraph 80 '),
        );
        return Math.round(line?.getBoundingClientRect().top ?? Number.NaN);
      });
    // Read only with the eyes: no caret. More than an inline snapshot may contain; in long lines, since each line is
    // expensive to draw.
    await a.page.evaluate(() => {
      const line = [...document.querySelectorAll('.ql-editor p')].find((p) =>
        p.textContent?.startsWith('Paragraph 80 '),
      );
      line?.scrollIntoView({ block: 'center' });
    });
    const before = await place();
    await b.editAbove('Something new\nin three\nlines\n');
    await a.shows('Something new');
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(1);
    // With the caret in view.
    await a.select('Paragraph 80 ');
    const withCaret = await place();
    await b.editAbove('And more\nabove\n');
    await a.shows('And more');
    expect(Math.abs((await place()) - withCaret)).toBeLessThanOrEqual(1);
    expect(await a.caret()).toEqual(['', 'Paragraph 80 of a text that is long enough to scroll.']);
  });

  test("undo takes back one's own edits only, across the other's", async () => {
    const [a, b] = await openBoth('Undo', 'start. end.');
    await a.select('end.');
    await a.page.keyboard.type('mine ');
    await b.shows('mine');
    await b.select('mine');
    await b.page.keyboard.type('theirs ');
    await b.select('start.');
    await b.page.keyboard.type('Before ');
    await a.shows('Before start. theirs mine end.');
    await a.page.keyboard.press('Control+z');
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['Before start. theirs end.']);
    // The caret is back where the edit was made.
    expect((await a.caret())[1]).toMatch(/^(theirs )?end\.$/);
    await a.page.keyboard.press('Control+z');
    expect(await a.lines()).toEqual(['Before start. theirs end.']);
    await a.page.keyboard.press('Control+Shift+z');
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['Before start. theirs mine end.']);
  });

  test('deleting everything, and undoing it, keeps both the same', async () => {
    const [a, b] = await openBoth('All', 'one\ntwo\nthree');
    await a.text.focus();
    await a.page.keyboard.press('Control+a');
    await a.page.keyboard.press('Delete');
    await expectEqual(a, b);
    expect((await b.lines()).join('')).toBe('');
    await a.page.keyboard.press('Control+z');
    await expectEqual(a, b);
    expect(await b.lines()).toEqual(['one', 'two', 'three']);
  });

  test('what is copied can be pasted, formats and all, and a large text too', async () => {
    const [a, b] = await openBoth('Paste', 'plain');
    await a.write('');
    await a.page.keyboard.press('Enter');
    // Not through the system's clipboard: Chromium parses markup that a page writes there in that page, which then
    // violates the policy with its style attributes.
    await a.text.evaluate((root) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'x');
      clipboardData.setData(
        'text/html',
        '<h1>Title</h1><p>a <b>bold</b> <a href="javascript:alert(1)">bad</a> <a href="https://example.org/">good</a>' +
          ' <span style="color: rgb(23, 92, 211); font-size: 40px">blue</span><img src="data:image/gif;base64,R0lGOD"></p>' +
          '<script>throw 1</script>',
      );
      root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expectEqual(a, b);
    expect(await b.text.locator('h1').textContent()).toBe('Title');
    expect(
      await b.text.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['https://example.org/']);
    expect(await b.text.locator('img, script').count()).toBe(0);
    expect(await b.text.locator('[data-color="#175cd3"]').textContent()).toBe('blue');
    expect(await b.text.locator('[style]').count()).toBe(0);

    // More than an inline snapshot may contain; in long lines, since each line is expensive to draw.
    await a.page.evaluate(() => {
      const line = 'Ein langer Absatz mit vielen Wörtern, wie er beim Einfügen vorkommt. 😀 ';
      const lines = Array.from({ length: 500 }, (_, n) => `${n} ${line.repeat(8)}`);
      return navigator.clipboard.writeText(lines.join('\n'));
    });
    await a.page.keyboard.press('Control+v');
    await a.shows('499 Ein');
    await expectEqual(a, b);
  });
});

/** The names of the avatars that are visible, and the number of people without one. */
function facesIn(list: Locator): Promise<(string | null)[]> {
  return list
    .locator('li:visible')
    .evaluateAll((items) =>
      items.map((item) => item.querySelector('.avatar')?.getAttribute('aria-label') ?? item.textContent),
    );
}
