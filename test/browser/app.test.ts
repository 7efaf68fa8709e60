import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ARTEFACTS, sharedBrowser } from './browser.ts';
import { recordsOf } from './document-tab.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('the app', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  test('by keyboard alone: sign up, create, title, type, find it in the list, sign out, sign in', async () => {
    const visitor = await Person.nextVisitor(browser, 'Key Board');
    const page = await visitor.load('/');
    const { keyboard } = page;
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await tabTo(page, 'Create account');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Start writing' }).waitFor();
    await focused(page, 'Name');
    await keyboard.type(visitor.name);
    await keyboard.press('Tab');
    await keyboard.type(visitor.email);
    await keyboard.press('Tab');
    await keyboard.type(visitor.password);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
    await page.getByText('Nothing written yet').waitFor();
    await tabTo(page, 'New document');
    await keyboard.press('Enter');
    await page.locator('.ql-editor[data-ready]').waitFor();
    await focused(page, 'Document text');
    await tabTo(page, 'Document title', true);
    await keyboard.type('By keyboard');
    await keyboard.press('Enter');
    await keyboard.type('No mouse was used.');
    await expect.poll(() => page.locator('.badge-text').textContent()).toMatch(/^Saved · v[1-9]/);
    expect(await page.locator('.ql-editor').textContent()).toBe('No mouse was used.');
    // The text does not trap the keyboard: Tab moves on, Shift-Tab moves back to the tools.
    await keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('[role=toolbar]') !== null)).toBe(true);
    // The badge may have been read between two keys.
    await expect.poll(() => recordsOf(page)).toBe('[]');
    await page.goto(`${visitor.origin}/`);
    await tabTo(page, 'By keyboard');
    await tabTo(page, 'Account of Key Board', true);
    await keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await focused(page, 'Email');
    await keyboard.type(visitor.email);
    await keyboard.press('Tab');
    await keyboard.type('not the password');
    await keyboard.press('Enter');
    await page.getByRole('alert').getByText('The email address or the password is wrong.').waitFor();
    visitor.forgive(/status of 401/);
    await focusOn(page, 'Password');
    await keyboard.press('Control+a');
    await keyboard.type(visitor.password);
    await keyboard.press('Enter');
    await page.getByRole('link', { name: 'By keyboard' }).waitFor();
  });

  test('create, rename, share, trash and restore', async () => {
    const [ada, ben] = [
      await Person.nextSignedUp(browser, 'Ada Lovelace'),
      await Person.signedUp(browser, 'Ben Okri'),
    ];
    await ada.create('First draft', 'Something');
    const page = await ada.load('/');
    await action(page, 'First draft', 'Rename…');
    await page.getByRole('dialog').getByLabel('Title').fill('Second draft');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Second draft' }).waitFor();

    await action(page, 'Second draft', 'Share…');
    const dialog = page.getByRole('dialog');
    await ada.verify();
    await ben.verify();
    await dialog.getByLabel('Email address').fill(ben.email);
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog.getByText('Ben Okri').waitFor();
    await dialog.getByRole('button', { name: /Role of Ben Okri/ }).click();
    await page.getByRole('menuitemradio', { name: 'Can view' }).click();
    await dialog.getByRole('button', { name: 'Role of Ben Okri: Can view' }).waitFor();
    await page.screenshot({ path: `${ARTEFACTS}/share-dialog.png` });
    const shared = await ben.api<{ items: { title: string; role: string }[] }>(
      'GET',
      '/v1/docs?filter=shared',
    );
    await expect
      .poll(
        async () =>
          (await ben.api<{ items: { role: string }[] }>('GET', '/v1/docs?filter=shared')).items[0]?.role,
      )
      .toBe('viewer');
    expect(shared.items[0]?.title).toBe('Second draft');
    await dialog.getByRole('button', { name: /Role of Ben Okri/ }).click();
    await page.getByRole('menuitem', { name: 'Remove access' }).click();
    await dialog.getByText('Ben Okri').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');

    await action(page, 'Second draft', 'Move to trash');
    await page.getByRole('status').getByText('is in the trash').waitFor();
    await page.getByRole('link', { name: 'Second draft' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Trash' }).click();
    await action(page, 'Second draft', 'Restore');
    await page.getByText('The trash is empty').waitFor();
    await page.getByRole('link', { name: 'Recent' }).click();
    await page.getByRole('link', { name: 'Second draft' }).waitFor();
  });

  test('two tabs stay signed in together, and a sign-out reaches both', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const pages = [await ada.load('/favicon.svg'), await ada.context.newPage(), await ada.context.newPage()];
    // All three send the same refresh cookie at the same time.
    await Promise.all(pages.map((page) => page.goto(`${ada.origin}/`)));
    await Promise.all(pages.map((page) => page.getByText('Nothing written yet').waitFor()));
    const [first, second] = pages as [Page, Page];
    await first.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
    await first.getByRole('menuitem', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  test('every page is pictured, and accessible', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    const ben = await Person.nextSignedUp(browser, 'Ben Okri');
    const id = await ada.create('A quieter way to write together');
    await ada.api('PUT', `/v1/docs/${id}/content`, { delta: SAMPLE });
    await ada.create('Minutes, 14 November');
    await ada.share(id, ben);
    const visitor = await Person.nextVisitor(browser, 'Visitor');
    for (const path of ['sign-in', 'sign-up']) {
      const door = await visitor.visit(`/${path}`, 'h1');
      await inspectLooks(door, path);
    }
    const page = await ada.load('/');
    await page.getByRole('link', { name: 'Minutes' }).waitFor();
    await inspectLooks(page, 'list');
    await action(page, 'Minutes, 14 November', 'Share…');
    await page.getByRole('dialog').getByText('Owner').waitFor();
    await inspectLooks(page, 'share');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByText('The trash is empty').waitFor();
    await inspectLooks(page, 'empty');

    const other = await ben.at(id);
    await ada.at(id);
    await other.select('somebody laughed', 'all');
    await page.locator('.caret-selection').first().waitFor();
    await inspectLooks(page, 'editor');
  });

  test('no string from any source becomes markup or a script', async () => {
    const visitor = await Person.nextVisitor(browser, 'Mark Up');
    visitor.forgive(/CSP: (require-)?trusted-types|Trusted(HTML|Script|TypePolicy)/);
    const page = await visitor.load('/');
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    const thrown = await page.evaluate(() => {
      const sinks: Record<string, () => void> = {
        innerHTML: () => {
          document.createElement('div').innerHTML = '<img src=x>';
        },
        insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
        script: () => {
          document.createElement('script').text = 'x()';
        },
        'a second policy': () => {
          const { trustedTypes } = window as unknown as {
            trustedTypes: { createPolicy(name: string, rules: object): unknown };
          };
          trustedTypes.createPolicy('other', {});
        },
      };
      return Object.entries(sinks).map(([name, write]) => {
        try {
          write();
          return `${name} is open`;
        } catch (error) {
          return (error as Error).name;
        }
      });
    });
    expect(thrown).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
  });
});

const SAMPLE = [
  { insert: 'A quieter way to write together' },
  { insert: '\n', attributes: { header: 1 } },
  {
    insert:
      'The morning was the colour of slate, and the harbour lay so still that the boats seemed to stand on their own reflections. Nobody had spoken since the bell. Then, from the far end of the quay, somebody laughed, and the day ',
  },
  { insert: 'could begin', attributes: { bold: true } },
  { insert: '.\nWhat we agreed on' },
  { insert: '\n', attributes: { header: 2 } },
  { insert: 'Every edit is kept, however late it arrives' },
  { insert: '\n', attributes: { list: 'bullet' } },
  { insert: 'Undo touches only one’s own words' },
  { insert: '\n', attributes: { list: 'bullet' } },
  { insert: 'Send the draft to ' },
  { insert: 'the printers', attributes: { link: 'https://example.org' } },
  { insert: '\n', attributes: { list: 'checked' } },
  { insert: 'Proofread ' },
  { insert: 'chapters 3 to 7', attributes: { background: '#fef7c3' } },
  { insert: '\n', attributes: { list: 'unchecked' } },
  { insert: 'A book is a machine to think with.' },
  { insert: '\n', attributes: { blockquote: true } },
];

async function action(page: Page, title: string, name: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** Presses Tab until the named control has the focus. */
async function tabTo(page: Page, name: string, backwards = false): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await nameOfFocus(page)) === name) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`“${name}” is not reached by Tab.`);
}

async function focused(page: Page, name: string): Promise<void> {
  await expect.poll(() => nameOfFocus(page)).toBe(name);
}

async function focusOn(page: Page, name: string): Promise<void> {
  if ((await nameOfFocus(page)) !== name) await tabTo(page, name);
}

function nameOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return '';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
    return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
  });
}
