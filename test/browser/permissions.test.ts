import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { expectEqual } from './document-tab.ts';
import { CUT, Person } from './person.ts';

describe('roles on an open document', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;
  let benId: string;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
    benId = (await ben.api<{ id: string }>('GET', '/v1/users/me')).id;
  });

  test('a viewer reads along and cannot type; an editor made of one can', async () => {
    const id = await ada.create('Reading', 'Look');
    await ada.share(id, ben, 'viewer');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await b.told(/^Read only$/);
    expect(await b.text.getAttribute('contenteditable')).toBe('false');
    expect(await b.page.getByRole('toolbar').count()).toBe(0);
    await a.write(' here');
    await b.shows('Look here');
    await b.picture('read-only');
    await ada.api('PUT', `/v1/docs/${id}/permissions/${benId}`, { role: 'editor' });
    await b.told(/^Saved/);
    await b.write(', and there');
    await expectEqual(a, b);
    await ada.api('PUT', `/v1/docs/${id}/permissions/${benId}`, { role: 'viewer' });
    await b.told(/^Read only$/);
    expect(await b.text.getAttribute('contenteditable')).toBe('false');
  });

  test('a removed person is out at once, and keeps the text that was not sent', async () => {
    const id = await ada.create('Removed', 'Ours');
    await ada.share(id, ben);
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await ada.api('DELETE', `/v1/docs/${id}/permissions/${benId}`);
    const removedAt = Date.now();
    await b.page.getByRole('alert').getByText('You no longer have access').waitFor();
    // Printed, not asserted: it depends on the machine.
    console.info(`out ${Date.now() - removedAt} ms after the removal`);
    expect(await b.badge.textContent()).toBe('Stopped');
    expect(await b.text.getAttribute('contenteditable')).toBe('false');
    expect(await b.lines()).toEqual(['Ours']);
    await a.write(', mine');
    await a.told(/^Saved/);

    // Cut off with unsent edits and removed meanwhile: the text is returned, not lost.
    await ada.share(id, ben);
    await b.goto();
    ben.wire.cut();
    await b.told(/^Offline/);
    await b.write(' and Ben’s last words');
    await b.told(/^Offline · \d+ edits? kept/);
    await ada.api('DELETE', `/v1/docs/${id}/permissions/${benId}`);
    ben.wire.mend();
    await b.page.getByText('could not be saved').waitFor();
    await b.page.locator('.kept-text', { hasText: 'and Ben’s last words' }).waitFor();
    await b.page.getByRole('button', { name: 'Copy' }).click();
    await b.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await b.page.evaluate(() => navigator.clipboard.readText())).toContain('Ben’s last words');
    await b.picture('removed-kept-text');
    expect((await ada.content(id)).ops).toEqual([{ insert: 'Ours, mine\n' }]);
  });

  test('a session that is ended from another place says so, and keeps what was not sent', async () => {
    const id = await ada.create('Ended', 'Ours');
    const cleo = await Person.nextSignedUp(browser, 'Cleo Ferrar');
    await ada.share(id, cleo);
    const c = await cleo.at(id);
    cleo.wire.cut();
    await c.told(/^Offline/);
    await c.write(', and unsent');
    await c.told(/^Offline · \d+ edits? kept/);
    await c.stored('unsent');
    await cleo.api('POST', '/v1/auth/logout-all');
    cleo.wire.mend();
    await c.page.getByRole('alert').getByText('Your session has ended').waitFor();
    expect(await c.text.getAttribute('contenteditable')).toBe('false');
    expect(await c.lines()).toEqual(['Ours, and unsent']);
    await c.picture('session-ended');
    // After signing in again in the same place, the words are sent.
    await c.page.getByRole('button', { name: 'Sign in' }).click();
    await c.page.getByLabel('Email').fill(cleo.email);
    await c.page.getByLabel('Password', { exact: true }).fill(cleo.password);
    await c.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await c.ready();
    await c.shows('Ours, and unsent');
    cleo.forgive(CUT);
    cleo.forgive(/status of 401/);
  });

  test('shows users with the document open that it was trashed', async () => {
    const id = await ada.create('Trashed', 'Gone soon');
    await ada.share(id, ben);
    const b = await ben.at(id);
    await ada.api('DELETE', `/v1/docs/${id}`);
    await b.page.getByRole('alert').getByText('This document is in the trash').waitFor();
    expect(await b.lines()).toEqual(['Gone soon']);
  });
});
