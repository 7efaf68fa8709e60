import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspect } from './inspect.ts';
import { CUT, Person } from './person.ts';

describe('notifications', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
    await ada.verify();
    await ben.verify();
  });

  test('every tab counts live, one of them says it, and what is read is read everywhere', async () => {
    const tabs = [await ben.load('/'), await ben.context.newPage()] as const;
    await tabs[1].goto(`${ben.origin}/`);
    for (const tab of tabs) {
      // The channel is open once the count is known; before that, nothing would be live.
      await tab.locator('.bell[data-live]').waitFor();
    }
    const id = await ada.create('Told live', 'For you');
    await ada.share(id, ben, 'viewer');
    for (const tab of tabs) {
      await tab.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor();
      await tab.getByRole('link', { name: 'Told live' }).waitFor();
    }
    const toasts = await Promise.all(tabs.map((tab) => tab.locator('.toast').count()));
    expect(toasts.reduce((sum, count) => sum + count, 0)).toBe(1);

    const [first, second] = tabs;
    await first.getByRole('button', { name: /^Notifications/ }).click();
    await first.getByRole('link', { name: /Ada Lovelace shared “Told live” with you/ }).waitFor();
    await inspect(first, 'bell');
    await first.getByRole('link', { name: /Ada Lovelace shared/ }).click();
    await first.locator('.ql-editor[data-ready]').waitFor();
    expect(first.url()).toContain(`/d/${id}`);
    await second.getByRole('button', { name: 'Notifications', exact: true }).waitFor();

    // Cut off and back: notifications from in between are counted.
    ben.wire.cut();
    await second.locator('.bell:not([data-live])').waitFor();
    await ada.share(await ada.create('Told late', 'For you too'), ben, 'editor');
    ben.wire.mend();
    await second.getByRole('button', { name: 'Notifications, 1 unread' }).waitFor();
    await second.getByRole('button', { name: /^Notifications/ }).click();
    await second.getByRole('button', { name: 'Mark all as read' }).click();
    await first.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    ben.forgive(CUT);
  });

  test('news waits until an answer to the user is gone; the open document says nothing of itself', async () => {
    const id = await ada.create('Open already', 'For you');
    await ada.share(id, ben, 'viewer');
    const { page } = await ben.at(id);
    await page.locator('.bell[data-live]').waitFor();
    await ada.share(id, ben, 'editor');
    await page.getByRole('button', { name: 'Document actions' }).click();
    await page.getByRole('menuitem', { name: 'Fork', exact: true }).click();
    await page.locator('.toast').getByText('The fork is in your documents.').waitFor();

    const unread = await page.locator('.bell[data-live]').getAttribute('aria-label');
    await ada.share(await ada.create('Told meanwhile', 'For you too'), ben, 'viewer');
    await expect.poll(() => page.locator('.bell[data-live]').getAttribute('aria-label')).not.toBe(unread);
    await page.locator('.toast').getByRole('button', { name: 'Open' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/') && !url.pathname.endsWith(id));
    await page.locator('.toast').getByText('Ada Lovelace shared “Told meanwhile” with you').waitFor();
  });

  test('what one is told of is chosen kind by kind, and kept', async () => {
    const page = await ben.load('/settings/notifications');
    await page.getByRole('checkbox', { name: 'Shared with me: in the app' }).waitFor();
    for (const kind of ['Comments', 'Mentions', 'Suggestions', 'Decisions', 'Merges']) {
      expect(await page.getByRole('checkbox', { name: `${kind}: in the app` }).count(), kind).toBe(1);
    }
    await inspect(page, 'notification-settings');
    await page.locator('.told-app').first().click();
    await page.getByRole('status').getByText('Saved.').waitFor();
    await page.getByRole('button', { name: /My role: by mail/ }).click();
    await page.getByRole('option', { name: 'Never' }).click();
    await page.locator('.segment', { hasText: 'Every week' }).click();
    await expect
      .poll(async () => {
        const { items, digest } = await ben.api<{
          items: { kind: string; inApp: boolean; mail: string }[];
          digest: string;
        }>('GET', '/v1/notifications/preferences');
        const of = (kind: string) => items.find((item) => item.kind === kind);
        return [of('shared')?.inApp, of('role_changed')?.mail, of('security')?.mail, digest];
      })
      .toEqual([false, 'off', 'now', 'weekly']);
    await page.reload();
    expect(await page.getByRole('checkbox', { name: 'Shared with me: in the app' }).isChecked()).toBe(false);
    await page.locator('.told-app').first().click();
    await page.getByRole('status').getByText('Saved.').waitFor();
  });

  test('the link at the foot of a mail ends mails of its kind, without signing in', async () => {
    await ada.share(await ada.create('By mail', 'Text'), ben, 'viewer');
    const { text } = await ben.mail(/By mail[\s\S]*\/unsubscribe\?token=/);
    const visitor = await Person.nextVisitor(browser, 'On another device');
    const page = await visitor.load(/https?:\S+\/unsubscribe\?\S+/.exec(text)?.[0] ?? '');
    await page.getByText('You will get no more mails about: Shared with me.').waitFor();
    await inspect(page, 'unsubscribe');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByText('You are unsubscribed').waitFor();
    const { items } = await ben.api<{ items: { kind: string; mail: string }[] }>(
      'GET',
      '/v1/notifications/preferences',
    );
    expect(items.find(({ kind }) => kind === 'shared')?.mail).toBe('off');
    await page.reload();
    await page.getByText('You are unsubscribed').waitFor();
    await page.goto(`${visitor.origin}/unsubscribe?token=nonsense`);
    await page.getByText('This link no longer works').waitFor();
    visitor.forgive(/status of 410/);
  });
});
