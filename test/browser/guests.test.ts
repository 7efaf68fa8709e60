import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { DocumentTab, expectEqual } from './document-tab.ts';
import { inspect } from './inspect.ts';
import { CUT, Person } from './person.ts';

interface Link {
  url: string;
}

describe('links and guests', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const link = (id: string, body: object) => ada.api<Link>('PUT', `/v1/docs/${id}/link`, body);

  /** Opens a link in a new browser, as a guest with this name. */
  async function joined(
    name: string,
    id: string,
    url: string,
    by: 'nextVisitor' | 'visitor' = 'nextVisitor',
  ): Promise<[Person, DocumentTab]> {
    const guest = await Person[by](browser, name);
    const page = await guest.load(url);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    const tab = new DocumentTab(guest, page, id);
    await tab.ready();
    return [guest, tab];
  }

  test('a guest reads along, is let write, is marked as a guest, and is out when the link goes', async () => {
    const id = await ada.create('By a link', 'Read this');
    const a = await ada.at(id);
    const { page } = a;
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: /^Share/ });
    await dialog.getByRole('button', { name: 'What the link allows' }).click();
    await page.getByRole('option', { name: 'Can view' }).click();
    await dialog.getByRole('button', { name: 'Copy link' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    const url = await page.evaluate(() => navigator.clipboard.readText());

    const press = await Person.nextVisitor(browser, 'The press');
    const theirs = await press.load(url);
    await theirs.getByText('Ada Lovelace shares a document with you').waitFor();
    await theirs.getByText('You can read it.').waitFor();
    await inspect(theirs, 'landing');
    await theirs.getByLabel('Your name').fill('The press');
    await theirs.keyboard.press('Enter');
    const g = new DocumentTab(press, theirs, id);
    await g.ready();
    await g.told(/^Read only$/);
    expect(await g.text.getAttribute('contenteditable')).toBe('false');
    await theirs.locator('.guest-mark').getByText('Guest').waitFor();
    expect(await theirs.getByRole('button', { name: /Share|People with access|Notifications/ }).count()).toBe(
      0,
    );
    await page.keyboard.press('Escape');
    await a.write(', live');
    await g.shows('Read this, live');
    await inspect(theirs, 'guest-reading');

    // Promoted to editor, the guest types; the other side sees the name, marked as a guest.
    await page.getByRole('button', { name: 'Share' }).click();
    await dialog.getByText('Guest, by the link').waitFor();
    await dialog.getByRole('button', { name: 'What the link allows' }).click();
    await page.getByRole('option', { name: 'Can edit' }).click();
    await g.told(/^Saved/);
    await theirs.getByText('You can now edit this document.').waitFor();
    await page.keyboard.press('Escape');
    await g.write(' and corrected');
    await expectEqual(a, g);
    await page.getByRole('list', { name: 'People here' }).getByLabel('The press (guest)').waitFor();
    await page.locator('.caret-name', { hasText: 'The press (guest)' }).waitFor({ state: 'attached' });
    await a.picture('guest-in-editor');
    await theirs.reload();
    await g.ready();
    await g.shows('and corrected');
  });

  test('a guest has one document; unsent words are given back when the link goes meanwhile', async () => {
    const id = await ada.create('Goes away', 'Ours');
    const a = await ada.at(id);
    const { page } = a;
    const { url } = await link(id, { role: 'editor' });
    const [press, g] = await joined('The press', id, url);
    const theirs = g.page;
    // A guest has access to this document only.
    const elsewhere = await press.context.newPage();
    await elsewhere.goto(`${press.origin}/`);
    await elsewhere.getByText('Guests can open one document').waitFor();
    await elsewhere.getByRole('link', { name: 'Back to the document' }).click();
    await elsewhere.locator('.ql-editor[data-ready]').waitFor();
    await elsewhere.close();

    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: /^Share/ });
    await dialog.getByRole('button', { name: 'What the link allows' }).click();
    await page.getByRole('option', { name: 'Off' }).click();
    const off = page
      .getByRole('dialog', { name: 'Turn the link off?' })
      .getByRole('button', { name: 'Turn off' });
    await off.waitFor();
    // Cut off with unsent words when the link is removed: they are returned.
    press.wire.cut();
    await g.told(/^Offline/);
    await g.write(', unsent');
    await g.told(/^Offline · \d+ edits? kept/);
    await off.click();
    await dialog.getByText('The link is off').waitFor();
    press.wire.mend();
    await theirs.getByRole('alert').getByText('This link no longer works').waitFor();
    await theirs.locator('.kept-text', { hasText: 'unsent' }).waitFor();
    await inspect(theirs, 'guest-out');
    expect((await ada.content(id)).ops).toEqual([{ insert: 'Ours\n' }]);
    const after = await press.load(url);
    await after.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    press.forgive(CUT);
    press.forgive(/status of 40[14]/);
  });

  test('a guest is told at once when the link is removed', async () => {
    const id = await ada.create('Watched', 'Still here');
    const { url } = await link(id, { role: 'editor' });
    const [guest, tab] = await joined('A watcher', id, url);
    await link(id, { role: 'editor', renew: true });
    await tab.page.getByRole('alert').getByText('This link no longer works').waitFor();
    expect(await tab.text.getAttribute('contenteditable')).toBe('false');
    expect(await tab.lines()).toEqual(['Still here']);
    await tab.page.reload();
    await tab.page.getByText('Your access as a guest has ended.').waitFor();
    guest.forgive(CUT);
    guest.forgive(/status of 401/);
  });

  test('a link that expires ends for its guests', async () => {
    const id = await ada.create('For a moment', 'Soon over');
    const { url } = await link(id, { role: 'viewer', expiresAt: new Date(Date.now() + 9_000).toISOString() });
    const [guest, tab] = await joined('In a hurry', id, url);
    await tab.page.getByRole('alert').getByText('This link no longer works').waitFor({ timeout: 20_000 });
    guest.forgive(CUT);
    guest.forgive(/status of 401/);
  });

  test('a link that lets people comment is made in the dialog, and says so to who comes by it', async () => {
    const id = await ada.create('To be remarked on', 'Say what you think');
    const { page } = await ada.at(id);
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: /^Share/ });
    await dialog.getByRole('button', { name: 'What the link allows' }).click();
    await page.getByRole('option', { name: 'Can comment' }).click();
    await dialog.getByText('Anyone who has it can comment').waitFor();
    const url = await dialog.getByRole('textbox', { name: 'Address of the link' }).inputValue();

    const reader = await Person.nextVisitor(browser, 'A reader');
    const theirs = await reader.load(url);
    await theirs.getByText('You can comment on it.').waitFor();
    await theirs.getByLabel('Your name').fill('A reader');
    await theirs.keyboard.press('Enter');
    const tab = new DocumentTab(reader, theirs, id);
    await tab.ready();
    await theirs.getByRole('button', { name: 'Read only' }).click();
    await theirs.getByText('You can read this document, comment on it and suggest changes').waitFor();
    // A narrow phone has room for a guest's bar.
    await theirs.setViewportSize({ width: 360, height: 740 });
    expect(await theirs.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  test('a user with an account goes straight through; a guest who creates one returns to the document', async () => {
    const id = await ada.create('Both ways', 'Come in');
    const { url } = await link(id, { role: 'commenter' });
    const page = await ben.load(url);
    const b = new DocumentTab(ben, page, id);
    await b.ready();
    expect(await ben.api<{ role: string }>('GET', `/v1/docs/${id}`)).toMatchObject({ role: 'commenter' });
    await page.getByRole('button', { name: 'People with access' }).click();
    await page.getByRole('dialog').getByText('Joined by the link').waitFor();

    const [guest, tab] = await joined('Mary Shelley', id, url);
    await tab.page.getByRole('link', { name: 'Create account' }).click();
    await tab.page.getByLabel('Name').fill('Mary Shelley');
    await tab.page.getByLabel('Email').fill(guest.email);
    await tab.page.getByLabel('Password', { exact: true }).fill(guest.password);
    await tab.page.getByRole('button', { name: 'Create account' }).click();
    await tab.ready();
    expect(tab.page.url()).toBe(`${guest.origin}/d/${id}`);
    expect(await tab.page.locator('.guest-mark').count()).toBe(0);
    await tab.page.goto(`${guest.origin}/shared`);
    await tab.page.getByRole('link', { name: 'Both ways' }).waitFor();
  });

  test('unsent words of a guest who creates an account move to the account', async () => {
    const id = await ada.create('Handed on', 'Here');
    const { url } = await link(id, { role: 'editor' });
    // A route of a device stays in it.
    const [guest, tab] = await joined('A passer-by', id, url, 'visitor');
    guest.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' and mine');
    await tab.stored('and mine');
    let isShut = true;
    await guest.context.routeWebSocket(/\/v1\/collab\//, (socket) =>
      isShut ? socket.close() : socket.connectToServer(),
    );
    guest.wire.mend();
    await tab.page.getByRole('link', { name: 'Create account' }).click();
    await tab.page.getByLabel('Name').fill('Pat Passer-by');
    await tab.page.getByLabel('Email').fill(guest.email);
    await tab.page.getByLabel('Password', { exact: true }).fill(guest.password);
    // It must not be sent as the guest any more: only the page in which the account begins has a connection again.
    tab.page.once('load', () => {
      isShut = false;
    });
    await tab.page.getByRole('button', { name: 'Create account' }).click();
    await tab.told(/^1 edit not saved/);
    expect(await tab.lines()).toEqual(['Here']);
    await tab.page.locator('.kept-text').getByText('and mine').waitFor();
    await tab.page.getByRole('button', { name: 'Insert at caret' }).click();
    await expect.poll(() => tab.lines()).toEqual([expect.stringContaining('and mine')]);
    guest.forgive(CUT);
  });

  test('the history names a guest as one, and offers a guest no more than reading', async () => {
    const id = await ada.create('With a past', 'Begun');
    const { url } = await link(id, { role: 'editor' });
    const [, tab] = await joined('The press', id, url);
    await tab.write(' by a guest');
    await tab.told(/^Saved/);
    const page = await ada.visit(`/d/${id}/history`, '.player-version');
    await page.getByText('The press (guest)').first().waitFor();
    await tab.page.getByRole('link', { name: 'History' }).click();
    await tab.page
      .getByRole('listbox', { name: 'Versions' })
      .or(tab.page.locator('.timeline'))
      .first()
      .waitFor();
    expect(await tab.page.getByRole('button', { name: /Name this version|Restore/ }).count()).toBe(0);
    await tab.page.getByRole('button', { name: 'Actions for this version' }).click();
    expect(await tab.page.getByRole('menuitem').allTextContents()).toEqual(['Download…']);
  });

  test('on a phone a guest has room to write', async () => {
    const id = await ada.create('In the pocket', 'A line');
    const { url } = await link(id, { role: 'editor' });
    const guest = await Person.visitor(browser, 'On a phone', {
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    const page = await guest.context.newPage();
    await page.goto(guest.here(url));
    await page.getByLabel('Your name').fill('On a phone');
    await inspect(page, 'landing-phone-dark');
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    const tab = new DocumentTab(guest, page, id);
    await tab.ready();
    await page.getByRole('link', { name: 'Create account' }).waitFor();
    await inspect(page, 'guest-phone-dark');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test('on a phone the page of a guest who reads is as wide as the screen, with others in the document', async () => {
    const id = await ada.create('A title that is rather long for a phone', 'A line');
    const { url } = await link(id, { role: 'viewer' });
    const [, { page }] = await joined('The press', id, url);
    await page.setViewportSize({ width: 360, height: 740 });
    const others = [ada, ben];
    await ada.share(id, ben);
    for (const [i, other] of others.entries()) {
      await other.at(id);
      await page
        .getByRole('list', { name: 'People here' })
        .getByLabel(other.name)
        .waitFor({ state: 'attached' });
      await expect.poll(() => page.locator('.faces .avatar').count()).toBe(i + 1);
      await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    }
    await page.getByText('+1', { exact: true }).filter({ visible: true }).waitFor();
    // Without its word the badge still says what it means, when it is asked.
    await page.getByRole('button', { name: 'Read only' }).click();
    await page.getByRole('tooltip').waitFor();
  });
});
