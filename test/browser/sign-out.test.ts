import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { CUT, Person } from './person.ts';
import { drafts, holds, home, leaveDraft, signOut, stored } from './signing-out.ts';

const FORGIVEN = { forgives: [CUT, /status of (401|404|5\d\d)/] };

describe('signing out', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await sharedBrowser();
  });

  test('without network it is not done, says so, and is done first thing when the network is back', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace', FORGIVEN);
    await ada.create('A title of hers');
    const [page, other] = [await home(ada), await ada.context.newPage()];
    await other.goto(`${ada.origin}/`);
    await other.locator('.account-button').waitFor();
    await page.getByText('A title of hers').waitFor();
    ada.wire.cut();
    await signOut(page);
    for (const each of [page, other]) await each.getByText('You are not signed out yet').waitFor();
    expect(await holds(ada)).toBe(true);
    ada.wire.mend();
    // Even a newly loaded page shows nothing of the session, and uses it only to end it.
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${ada.origin}/`);
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await other.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(asked.filter((path) => path.startsWith('/v1/')).slice(0, 1)).toEqual(['/v1/auth/logout']);
    expect(asked).not.toContain('/v1/auth/refresh');
    await expect.poll(() => holds(ada)).toBe(false);
    await page.evaluate(() => localStorage.setItem('signed-in', '1'));
    await page.reload();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  test('unsent edits are asked about, can be saved, and nothing of them stays', async () => {
    const ben = await Person.nextSignedUp(browser, 'Ben Okri', FORGIVEN);
    const id = await ben.create('Unsent', 'ground');
    const page = await home(ben);
    const tab = await ben.open(id);
    ben.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' and a secret');
    await tab.stored('and a secret');
    await tab.page.close();
    await signOut(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Some of your edits were not sent yet').waitFor();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save them as a file' }).click();
    const file = await (await download).createReadStream();
    const text = (await file.toArray()).join('');
    expect(text).toContain('and a secret');
    expect(text).toContain(`/d/${id}`);
    await dialog.getByRole('button', { name: 'Discard them and sign out' }).click();
    await page.getByText('You are not signed out yet').waitFor();
    await expect.poll(() => stored(page)).not.toContain('secret');
    ben.wire.mend();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor({ timeout: 25_000 });
    expect(await stored(page)).toBe('[[],[]]');
  });

  test('suggestions that a closed tab left are asked about, can be saved, and are sent first', async () => {
    const eve = await Person.nextSignedUp(browser, 'Eve Arden', FORGIVEN);
    const reader = await Person.signedUp(browser, 'Rita Hayworth', FORGIVEN);
    const id = await eve.create('Suggested', 'ground');
    await eve.share(id, reader);
    const { version } = await eve.content(id);
    const page = await home(eve);
    const delta = [{ retain: 6 }, { insert: ' and a proposal' }];
    await leaveDraft(page, { docId: id, userId: eve.id, version, delta });
    await signOut(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Some of your edits were not sent yet').waitFor();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save them as a file' }).click();
    const file = await (await download).createReadStream();
    expect((await file.toArray()).join('')).toContain('and a proposal');
    await dialog.getByRole('button', { name: 'Send them first' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor({ timeout: 25_000 });
    const { items } = await reader.api<{ items: object[] }>('GET', `/v1/docs/${id}/suggestions`);
    expect(items).toMatchObject([{ author: { id: eve.id }, delta }]);
    expect(await stored(page, 'suggestions', ['records'])).toBe('[[]]');
  });

  test('suggestions that are dropped are gone from this device', async () => {
    const eve = await Person.nextSignedUp(browser, 'Eve Plumb', FORGIVEN);
    const page = await home(eve);
    const delta = [{ insert: 'a secret' }];
    const docId = 'd'.repeat(22);
    await leaveDraft(page, { docId, userId: eve.id, version: 1, delta });
    await leaveDraft(page, { docId, userId: 'another-user-of-it-000', version: 1, delta });
    await signOut(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Discard them and sign out' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor({ timeout: 25_000 });
    await expect.poll(() => stored(page, 'suggestions', ['records'])).not.toContain(eve.id);
    expect(await stored(page, 'suggestions', ['records'])).toContain('another-user-of-it-000');
  });

  test('unsent edits are sent first, where that is asked for', async () => {
    const eve = await Person.nextSignedUp(browser, 'Eve Ensler', FORGIVEN);
    const reader = await Person.signedUp(browser, 'Rita Dove', FORGIVEN);
    const id = await eve.create('Sent', 'ground');
    await eve.share(id, reader);
    const page = await home(eve);
    const tab = await eve.open(id);
    eve.wire.cut();
    await tab.told(/^Offline/);
    await tab.write(' and more');
    await tab.stored('and more');
    await tab.page.close();
    eve.wire.mend();
    await signOut(page);
    await page.getByRole('button', { name: 'Send them first' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(JSON.stringify((await reader.content(id)).ops)).toContain('ground and more');
    expect(await stored(page)).toBe('[[],[]]');
  });

  test('drafts of comments go from every tab, also those of a tab that still sends one', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Three', FORGIVEN);
    const id = await ada.create('Drafts', 'ground');
    const page = await home(ada);
    const tabs = [await ada.open(id), await ada.open(id)];
    for (const tab of tabs) {
      await tab.select('ground', 'all');
      await tab.page.keyboard.press('Control+Alt+m');
      await tab.page.getByRole('textbox', { name: 'Comment' }).fill('Half a secret');
      expect(await drafts(tab.page)).toContain('Half a secret');
      await tab.page.evaluate(() => sessionStorage.setItem('comment another-user doc new', 'theirs'));
    }
    ada.wire.cut();
    await tabs[0]?.page.getByRole('button', { name: 'Comment', exact: true }).click();
    await signOut(page);
    for (const tab of tabs) {
      await tab.page.getByText('You are not signed out yet').waitFor();
      expect(await drafts(tab.page)).toBe('theirs');
    }
    ada.wire.mend();
    for (const tab of tabs) {
      await tab.page.getByRole('heading', { name: 'Welcome back' }).waitFor({ timeout: 25_000 });
      expect(await drafts(tab.page)).toBe('theirs');
    }
  });

  test('a tab of an older app is heard when its session ends', async () => {
    const ada = await Person.nextSignedUp(browser, 'Ada Lovelace', FORGIVEN);
    const page = await home(ada);
    await page.locator('.account-button').waitFor();
    const older = await ada.context.newPage();
    await older.goto(`${ada.origin}/favicon.svg`);
    await older.evaluate(() => new BroadcastChannel('session').postMessage('signed-out'));
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
  });

  test('a page never sends requests as another user who has signed in to its browser', async () => {
    const [ada, ben] = [
      await Person.nextSignedUp(browser, 'Ada Two', FORGIVEN),
      await Person.signedUp(browser, 'Ben Two', FORGIVEN),
    ];
    await ada.create('Hers alone');
    const page = await home(ada);
    await page.getByText('Hers alone').waitFor();
    const signedIn = await ada.context.request.post(`${ada.origin}/v1/auth/login`, {
      data: { email: ben.email, password: ben.password },
    });
    expect(signedIn.status()).toBe(200);
    const asked: (string | null)[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/v1/docs')) asked.push(request.headers().authorization ?? null);
    });
    // The page's token is refused, as after its expiry: a request is repeated with a fresh one, or not at all.
    await page.route('**/v1/docs?*', (route) =>
      route.fulfill({
        status: 401,
        headers: { 'WWW-Authenticate': 'Bearer', 'Content-Type': 'application/json' },
        body: '{}',
      }),
    );
    await page.getByRole('link', { name: 'Mine' }).first().click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(new Set(asked).size).toBe(1);
  });

  test('no pending work of one account continues with the next', async () => {
    const [ada, ben] = [
      await Person.nextSignedUp(browser, 'Ada Four', FORGIVEN),
      await Person.signedUp(browser, 'Ben Four', FORGIVEN),
    ];
    const id = await ada.create('As it was', 'ground');
    await ada.share(id, ben);
    const { page } = await ada.at(id);
    await page.route('**/v1/docs/*', (route) =>
      route.request().method() === 'PATCH' ? route.fulfill({ status: 503 }) : route.fallback(),
    );
    await page.getByLabel('Document title').fill('A title of hers');
    await page.keyboard.press('Enter');
    await page.getByText('The title will be saved when you are back online').waitFor();
    await page.getByRole('link', { name: 'All documents' }).click();
    await page.locator('.account-button').waitFor();
    await signOut(page);
    await page.getByRole('dialog').getByText('Some of your edits were not sent yet').waitFor();
    await page.getByRole('button', { name: 'Discard them and sign out' }).click();
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    await page.unrouteAll();
    // Every retry in this page happens by now, or with the next session.
    await page.evaluate(() => Object.assign(window, { isOfHers: true }));
    await page.getByLabel('Email').fill(ben.email);
    await page.getByLabel('Password', { exact: true }).fill(ben.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('link', { name: 'As it was' }).waitFor();
    expect(await page.evaluate(() => 'isOfHers' in window)).toBe(false);
    expect(await ben.api<{ title: string }>('GET', `/v1/docs/${id}`)).toMatchObject({ title: 'As it was' });
  });

  test('a late refusal does not end the next user’s session', async () => {
    const [ada, ben] = [
      await Person.nextSignedUp(browser, 'Ada Five', FORGIVEN),
      await Person.signedUp(browser, 'Ben Five', FORGIVEN),
    ];
    const [page, other] = [await home(ada), await ada.context.newPage()];
    let refuse = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    await page.route('**/v1/auth/refresh', async (route) => {
      await late;
      await route.fulfill({
        status: 401,
        headers: { 'Content-Type': 'application/problem+json' },
        body: JSON.stringify({ code: 'unauthenticated' }),
      });
    });
    await page.goto(`${ada.origin}/`, { waitUntil: 'commit' });
    await page.getByText('Loading').first().waitFor();
    const signedIn = await ada.context.request.post(`${ada.origin}/v1/auth/login`, {
      data: { email: ben.email, password: ben.password },
    });
    expect(signedIn.status()).toBe(200);
    await page.evaluate((id) => localStorage.setItem('signed-in', `user ${id}`), ben.id);
    refuse();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await other.goto(`${ada.origin}/`);
    await other.locator('.account-button').waitFor();
    await page.reload();
    await page.locator('.account-button').waitFor();
    expect(await page.evaluate(() => localStorage.getItem('signed-in'))).toBe(`user ${ben.id}`);
  });
});
