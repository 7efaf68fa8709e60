import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { shareForReview } from './comments-tab.ts';
import { type DocumentTab, expectEqual } from './document-tab.ts';
import { filesOf, give, images, shows } from './image-tools.ts';
import { inspect } from './inspect.ts';
import { CUT, Person } from './person.ts';
import { chooseMode, openSuggestions } from './suggestions-tab.ts';

// What Chromium logs when the bytes of an image are asked for and are not there yet.
const NOT_YET = /status of 404 .*\/uploads\//;

describe('images in the text', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [NOT_YET, CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [NOT_YET, CUT] });
  });

  async function openBoth(title: string, text: string): Promise<[DocumentTab, DocumentTab]> {
    const id = await ada.create(title, text);
    await ada.share(id, ben);
    return Promise.all([ada.at(id), ben.at(id)]);
  }

  test('a pasted and a dropped file are uploaded, and others see them', async () => {
    const [a, b] = await openBoth('Pictures', 'Before');
    await a.write(' ');
    await give(a, [{ width: 320, height: 180 }]);
    await shows(a, [320, 180]);
    await shows(b, [320, 180]);
    await give(
      a,
      [
        { width: 60, height: 40 },
        { width: 40, height: 60 },
      ],
      'drop',
    );
    await expect.poll(async () => (await images(b)).length).toBe(3);
    await expect.poll(() => images(b), { timeout: 20_000 }).toContainEqual([40, 60]);
    const { ops } = await ada.content(a.id);
    const placed = ops.filter((op) => 'insert' in op && typeof op.insert !== 'string');
    expect(placed).toContainEqual({
      insert: { image: expect.stringMatching(`^/v1/docs/${a.id}/uploads/[0-9a-f]{64}$`) },
      attributes: { width: '320', height: '180' },
    });
    await b.picture('images');
    // After a reload they come from the server.
    await a.goto();
    await expect.poll(() => images(a), { timeout: 20_000 }).toContainEqual([320, 180]);
    await a.page.goto(`${ada.origin}/d/${a.id}/history`);
    const past = a.page.locator('.history-text img').first();
    await expect
      .poll(() => past.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
  });

  test('while the bytes are on their way the text is edited, and others see a box', async () => {
    const [a, b] = await openBoth('On its way', 'Text');
    const held = Promise.withResolvers<void>();
    await a.page.route('**/uploads', async (route) => {
      await held.promise;
      await route.continue();
    });
    await a.write('');
    await give(a, [{ width: 320, height: 180 }]);
    await shows(a, [320, 180]);
    const box = b.text.locator('img[data-awaited]');
    await box.waitFor();
    expect(await box.getAttribute('title')).toBe('This image is still being uploaded.');
    const { width, height } = (await box.boundingBox()) ?? { width: 0, height: 0 };
    expect(width).toBeGreaterThan(300);
    expect(height).toBeGreaterThan(150);
    await a.page.getByText(/^Uploading an image: \d+ %$/).waitFor();
    await a.write(' goes on');
    await b.shows('goes on');
    await a.picture('image-on-its-way');
    await b.picture('image-awaited');
    held.resolve();
    await shows(b, [320, 180]);
    await a.page.getByText(/^Uploading/).waitFor({ state: 'detached' });
    expect(await b.text.locator('[data-awaited], [title], [aria-busy]').count()).toBe(0);
    await expectEqual(a, b);
  });

  test('without a connection the bytes are kept, and uploaded by the next page', async () => {
    const [a, b] = await openBoth('Offline', 'Text');
    ada.wire.cut();
    await ada.context.setOffline(true);
    await a.told(/^Offline/);
    await a.write('');
    await give(a, [{ width: 320, height: 180 }]);
    await shows(a, [320, 180]);
    await a.page.getByText('An image is kept on this device, and uploaded when you are online.').waitFor();
    await a.told(/^Offline · \d+ edits? kept on this device$/);
    ada.wire.mend();
    await ada.context.setOffline(false);
    await a.goto();
    await shows(a, [320, 180]);
    await shows(b, [320, 180]);
    expect(await filesOf(a)).toEqual([]);
    await expectEqual(a, b);
  });

  test('a file that cannot be taken is refused in words, and writes nothing', async () => {
    const id = await ada.create('Refused', 'Text');
    const a = await ada.at(id);
    await a.write('');
    const before = await ada.content(id);
    for (const [file, way] of [
      [{ type: 'application/pdf', text: 'words' }, 'drop'],
      [{ type: 'image/svg+xml', text: '<svg xmlns="http://www.w3.org/2000/svg"/>' }, 'paste'],
      [{ type: 'image/png', text: 'no image' }, 'paste'],
    ] as const) {
      await give(a, [file], way);
      const told = a.page.getByText('A file was left out: a document can have PNG').first();
      await told.waitFor();
      await a.page.keyboard.press('Escape');
    }
    expect(await ada.content(id)).toEqual(before);
  });

  test('images in pasted markup are uploaded, and those of another document too', async () => {
    const id = await ada.create('From elsewhere', '');
    const a = await ada.at(id);
    const address = await a.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [30, 20];
      return canvas.toDataURL('image/png');
    });
    await a.text.focus();
    await a.text.evaluate((root, html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', html);
      root.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, `<p>one <img src="${address}" alt="A box"> two</p>`);
    await shows(a, [30, 20]);
    expect(await a.text.locator('img').getAttribute('alt')).toBe('A box');
    await a.told(/^Saved/);
    await a.page.keyboard.press('Control+a');
    await a.page.keyboard.press('Control+c');
    const copied = await a.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return (await item?.getType('text/html'))?.text();
    });
    expect(copied).toContain('<img src="data:image/png;base64,');
    const other = await ada.at(await ada.create('Other', ''));
    await other.text.focus();
    await other.page.keyboard.press('Control+v');
    await shows(other, [30, 20]);
    await other.told(/^Saved/);
    const { ops } = await ada.content(other.id);
    expect(JSON.stringify(ops)).toContain(`/v1/docs/${other.id}/uploads/`);
    expect(JSON.stringify(ops)).not.toContain(id);
  });

  test('a commenter suggests an image, and others load it once it is accepted', async () => {
    const id = await shareForReview(ada, ben, 'Suggested', 'commenter');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const asked: string[] = [];
    a.page.on('request', (request) => {
      if (request.url().includes('/uploads/')) asked.push(request.url());
    });
    await chooseMode(b, 'Suggesting');
    await b.write('');
    await give(b, [{ width: 120, height: 80 }]);
    await shows(b, [120, 80]);
    const box = a.text.locator('[data-suggest-insert] img[data-image]:not([src])');
    await box.waitFor();
    // An image out of view would not be loaded either.
    await box.scrollIntoViewIfNeeded();
    await b.page.getByText(/^Uploading/).waitFor({ state: 'detached' });
    expect(asked).toEqual([]);
    await b.told(/^Saved/);
    await expect.poll(async () => (await openSuggestions(ada, id)).length).toBe(1);
    const [told] = await openSuggestions(ada, id);
    const { version } = await ada.content(id);
    const body = { version, review: told?.review, hunks: [0] };
    await ada.api('POST', `/v1/docs/${id}/suggestions/${told?.id}/accept`, body);
    await shows(a, [120, 80]);
    expect(asked).not.toEqual([]);
  });

  test('an image is chosen in the dialog, described, and made larger and smaller', async () => {
    const id = await ada.create('Chosen', 'Text');
    const a = await ada.at(id);
    const bytes = await a.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(400, 200);
      canvas.getContext('2d')?.fillRect(20, 20, 300, 100);
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
    });
    await a.write('');
    await a.page.getByRole('button', { name: 'Image…' }).click();
    await a.page.getByLabel('Description, for those who cannot see it').fill('A drawing');
    await a.picture('image-dialog');
    await a.page
      .locator('input[type=file]')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(bytes) });
    await shows(a, [400, 200]);
    const image = a.text.locator('img');
    expect(await image.getAttribute('alt')).toBe('A drawing');
    await image.click();
    const handle = a.page.locator('.image-handle');
    await handle.waitFor();
    const { x, y, width } = (await handle.boundingBox()) ?? { x: 0, y: 0, width: 0 };
    await a.page.mouse.move(x + width / 2, y + width / 2);
    await a.page.mouse.down();
    await a.page.mouse.move(x + width / 2 - 150, y + width / 2, { steps: 4 });
    await a.picture('image-resized');
    await a.page.mouse.up();
    await expect.poll(() => image.getAttribute('width')).toBe('250');
    expect(await image.getAttribute('height')).toBe('125');
    await a.page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(() => image.getAttribute('width')).toBe('313');
    await a.page.getByRole('button', { name: 'Original size' }).click();
    await expect.poll(() => image.getAttribute('width')).toBe('400');
    await inspect(a.page, 'image frame');
    await a.page.getByRole('button', { name: 'Describe' }).click();
    const field = a.page.getByLabel('Description, for those who cannot see it');
    expect(await field.inputValue()).toBe('A drawing');
    await field.fill('A plan of the house');
    await a.page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => image.getAttribute('alt')).toBe('A plan of the house');
    await a.page.keyboard.press('Control+z');
    await expect.poll(() => image.getAttribute('alt')).toBe('A drawing');
    await a.told(/^Saved/);
    await expectEqual(a);
  });

  test('signing out asks about images that are not uploaded, and forgets them', async () => {
    const eve = await Person.nextSignedUp(browser, 'Eve Arden', { forgives: [NOT_YET, CUT] });
    const a = await eve.at(await eve.create('Left here', 'Text'));
    await a.page.route('**/uploads', (route) => route.abort());
    await a.write('');
    await give(a, [{ width: 120, height: 80 }]);
    await shows(a, [120, 80]);
    await a.told(/^Saved/);
    await a.page.getByRole('link', { name: 'All documents' }).click();
    await a.page.locator('.account-button').click();
    await a.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await a.page.getByText('Some of your edits were not sent yet').waitFor();
    await a.picture('image-sign-out');
    await a.page.getByRole('button', { name: 'Discard them and sign out' }).click();
    await expect.poll(() => filesOf(a), { timeout: 15_000 }).toEqual([]);
  });
});
