import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readOdt } from '../../src/formats/odt/read.ts';
import { writeOdt } from '../../src/formats/odt/write.ts';
import { zipOf } from '../../src/formats/zip/zip-writer.ts';
import { sharedBrowser } from './browser.ts';
import { DocumentTab } from './document-tab.ts';
import { inspectLooks } from './inspect.ts';
import { CUT, Person } from './person.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const file = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: '',
  buffer: Buffer.from(content),
});

describe('files', () => {
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT, /status of 4(13|22)/] });
  });

  async function rowsOf(page: Page): Promise<string[]> {
    const rows = page.getByRole('list', { name: 'Imported files' }).getByRole('listitem');
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
  }

  test('are imported on the home page, each with its result', async () => {
    const page = await ada.context.newPage();
    await page.goto(`${ada.origin}/`);
    await page.getByRole('button', { name: 'Import…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import documents' });
    await dialog.waitFor();
    const archive = zipOf([
      ['One.md', bytes('# The first\n\n[second](Two.md)\n')],
      ['Two.md', bytes('![gone](gone.png)\n')],
    ]);
    await dialog
      .locator('input[multiple]')
      .setInputFiles([
        file('Plan.md', '---\ntitle: The plan\n---\nText\n'),
        file('Export.zip', archive),
        file('Letter.odt', writeOdt({ document: [{ insert: 'Dear all\n' }], title: 'To all' }).bytes),
        file('picture.bmp', 'BM'),
        file('broken.txt', new Uint8Array([1, 0, 2])),
      ]);
    await dialog.getByText('Import finished: 4 documents, 2 files were not imported.').waitFor();
    expect(await rowsOf(page)).toEqual([
      'Plan.md The plan',
      'Export.zip The first Two Not kept: one image',
      'Letter.odt To all',
      'picture.bmp Files of this kind cannot be imported: only .md, .html, .txt, .docx, .odt, .zip.',
      'broken.txt The file is damaged, or it is not what its name says.',
    ]);
    await inspectLooks(page, 'import');
    await dialog.getByRole('link', { name: 'The first' }).click();
    await page.locator('.ql-editor h1').getByText('The first').waitFor();
    await page.close();
  });

  test('that are dropped are imported; a folder becomes its documents', async () => {
    const page = await ada.context.newPage();
    await page.goto(`${ada.origin}/`);
    await page.getByRole('button', { name: 'Import…' }).waitFor();
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['dropped'], 'Dropped.txt'));
      const options = { bubbles: true, cancelable: true, dataTransfer };
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.querySelector('h1')?.dispatchEvent(new DragEvent(type, options));
    });
    const dialog = page.getByRole('dialog', { name: 'Import documents' });
    await dialog.getByRole('link', { name: 'Dropped' }).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Dropped' }).first().waitFor();
    await page.close();
  });

  test('that are dropped onto an open document are offered to be documents of their own', async () => {
    const id = await ada.create('Open', 'Text');
    const tab = new DocumentTab(ada, await ada.context.newPage(), id);
    await tab.goto();
    const before = await ada.content(id);
    for (const name of ['Letter.docx', 'Notes.md', 'Page.html', 'List.txt']) {
      await tab.text.evaluate((root, called) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['# Dropped'], called));
        root.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, name);
      await tab.page.getByText(`“${name}” would be a document`).waitFor();
      if (name === 'Notes.md') await tab.picture('dropped-document');
      if (name !== 'Notes.md') continue;
      await tab.page.getByRole('button', { name: 'Import it' }).click();
      const dialog = tab.page.getByRole('dialog', { name: 'Import documents' });
      await dialog.getByRole('link', { name: 'Dropped' }).waitFor();
      await tab.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    expect(await ada.content(id)).toEqual(before);
    await tab.page.close();
  });

  test('a document is printed with the addresses that its text does not show', async () => {
    const tab = new DocumentTab(ada, await ada.context.newPage(), await ada.create('Links', 'Words'));
    const { page } = tab;
    await ada.editByApi(tab.id, [
      { insert: 'https://e.com/?a=1&b="2"', attributes: { link: 'https://e.com/?a=1&b="2"' } },
      { insert: ' a@e.com', attributes: { link: 'mailto:a@e.com' } },
      { insert: ' other', attributes: { link: 'https://e.com/other' } },
    ]);
    await tab.goto();
    const addresses = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.ql-editor a')].map(
          (link) => getComputedStyle(link, '::after').content,
        ),
      );
    await page.evaluate(() => {
      window.print = () => document.body.toggleAttribute('data-printed', true);
    });
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: 'Print with the addresses of links…' }).click();
    await page.locator('body[data-printed]').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await addresses()).toEqual(['none', 'none', '" (https://e.com/other)"']);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    expect(await addresses()).toEqual(['none', 'none', 'none']);
    await page.close();
  });

  test('a document is downloaded; offline it says so', async () => {
    const tab = new DocumentTab(ada, await ada.context.newPage(), await ada.create('My text', 'Words'));
    const { page } = tab;
    await tab.goto();
    const formats = page.getByRole('dialog', { name: 'Download as' });
    const open = async () => {
      await page.getByRole('button', { name: 'Document actions' }).click();
      await page.getByRole('menuitem', { name: 'Download…' }).click();
      await formats.waitFor();
    };
    await open();
    await inspectLooks(page, 'export');
    const download = page.waitForEvent('download');
    await formats.getByRole('button', { name: /^Markdown \.md/ }).click();
    expect((await download).suggestedFilename()).toBe('My text.md');
    await page.getByText('“My text.md” was saved.').waitFor();
    await open();
    const opened = page.waitForEvent('download');
    await formats.getByRole('button', { name: /^OpenDocument \.odt/ }).click();
    const saved = await opened;
    expect(saved.suggestedFilename()).toBe('My text.odt');
    const { document } = await readOdt(await readFile(await saved.path()), { placeImage: async () => null });
    expect(document).toEqual([{ insert: 'Words\n' }]);
    await formats.waitFor({ state: 'detached' });
    await open();
    await ada.context.setOffline(true);
    await formats.getByRole('button', { name: /^Web page/ }).click();
    await page.getByRole('alert').getByText('You are offline.').waitFor();
    await ada.context.setOffline(false);
    await page.close();
  });
});
