import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { commentByApi, shareForReview, threadsOf } from './comments-tab.ts';
import type { DocumentTab } from './document-tab.ts';
import { inspect } from './inspect.ts';
import { Person } from './person.ts';

interface Told {
  items: { kind: string; data: { excerpt?: string } }[];
}

describe('who is named in a comment and cannot read it', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;
  let cleo: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace');
    ben = await Person.nextSignedUp(browser, 'Ben Okri');
    cleo = await Person.nextSignedUp(browser, 'Cleo Verne');
    await Promise.all([ada.verify(), cleo.verify()]);
  });

  /** Writes a comment on a word, and asks to send it. */
  async function write(tab: DocumentTab, words: string, text: string): Promise<void> {
    const { page } = tab;
    await tab.select(words, 'all');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await page.getByRole('textbox', { name: 'Comment' }).fill(text);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
  }

  const bodies = async (id: string) =>
    (await threadsOf(ada, id)).flatMap(({ comments }) => comments.map(({ body }) => body));

  const rolesOf = async (id: string) =>
    (
      await ada.api<{ items: { user: { id: string }; role: string }[] }>('GET', `/v1/docs/${id}/permissions`)
    ).items
      .filter(({ role }) => role !== 'owner')
      .map(({ user, role }) => [user.id, role]);

  test('the owner shares with them by their address, and they are mentioned', async () => {
    const id = await ada.create('Shared by comment', 'The harbour was quiet.');
    const tab = await ada.at(id);
    const { page } = tab;
    const field = page.getByRole('textbox', { name: 'Comment' });
    await tab.select('harbour', 'all');
    await page.getByRole('button', { name: 'Add comment' }).click();
    await field.pressSequentially('Is it true, @cleo');
    await page.getByText('No one here has this name.').waitFor();
    const text = `Is it true, @${cleo.email}? And @stranger@nowhere.example.`;
    await field.fill(text);
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    const panel = page.getByRole('group', { name: 'Share this document with' });
    await panel.getByText(`Share this document with ${cleo.email} and stranger@nowhere.example?`).waitFor();
    expect(await panel.evaluate((element) => element === document.activeElement)).toBe(true);
    await inspect(page, 'comments-absent');
    // Nothing is sent yet: back in the field, the text is as it was.
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe(text);
    expect(await bodies(id)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await panel.getByRole('button', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Can view' }).click();
    await panel.getByRole('button', { name: 'Share and send' }).click();
    await page.locator('.comment-mention', { hasText: '@Cleo Verne' }).waitFor();
    expect(await bodies(id)).toEqual([`Is it true, <@${cleo.id}>? And @stranger@nowhere.example.`]);
    expect(await rolesOf(id)).toEqual([[cleo.id, 'viewer']]);
    const { items } = await ada.api<{ items: { email: string; role: string }[] }>(
      'GET',
      `/v1/docs/${id}/invitations`,
    );
    expect(items).toMatchObject([{ email: 'stranger@nowhere.example', role: 'viewer' }]);
    await expect
      .poll(async () => (await cleo.api<Told>('GET', '/v1/notifications')).items.map(({ kind }) => kind))
      .toContain('mention');
  });

  test('others ask the owner, who is mentioned; or send it as it is', async () => {
    const id = await shareForReview(ada, ben, 'Asked by comment');
    const tab = await ben.at(id);
    const { page } = tab;
    await write(tab, 'quiet', `@${cleo.email} must see this.`);
    const panel = page.getByRole('group', { name: 'Only Ada Lovelace can share it' });
    await panel.waitFor();
    await panel.getByRole('button', { name: 'Ask the owner and send' }).click();
    await page.locator('.comment-mention', { hasText: '@Ada Lovelace' }).waitFor();
    expect(await bodies(id)).toEqual([
      `@${cleo.email} must see this.\n\n<@${ada.id}> Please share this document with ${cleo.email}.`,
    ]);
    await expect
      .poll(async () => (await ada.api<Told>('GET', '/v1/notifications')).items[0])
      .toMatchObject({ kind: 'mention', data: { excerpt: expect.stringContaining(cleo.email) } });
    await page.keyboard.press('Escape');
    await write(tab, 'storm', 'Write to @press@nowhere.example');
    // On a phone it is asked in the sheet.
    await panel.waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await panel.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Comment', exact: true }).click();
    await panel.waitFor();
    await inspect(page, 'comments-absent-phone');
    await page.getByRole('button', { name: 'Send without asking' }).click();
    await expect.poll(() => bodies(id)).toContain('Write to @press@nowhere.example');
    expect(await rolesOf(id)).toEqual([[ben.id, 'commenter']]);
  });

  test('a person who lost their role while the comment was written is shared with again', async () => {
    const id = await shareForReview(ada, ben, 'Lost meanwhile');
    await commentByApi(ada, id, 'harbour', 'First');
    const tab = await ada.at(id);
    const { page } = tab;
    await page.locator('.card', { hasText: 'First' }).click();
    const field = page.getByRole('textbox', { name: 'Reply' });
    await field.pressSequentially('Well, @be');
    await page.getByRole('option', { name: 'Ben Okri' }).waitFor();
    await page.keyboard.press('Enter');
    await ada.api('DELETE', `/v1/docs/${id}/permissions/${ben.id}`);
    ada.forgive(/422/);
    await page.keyboard.press('Control+Enter');
    const panel = page.getByRole('group', { name: 'Share this document with Ben Okri?' });
    await panel.getByRole('button', { name: 'Share and send' }).click();
    await page.locator('.comment-mention', { hasText: '@Ben Okri' }).waitFor();
    expect(await rolesOf(id)).toEqual([[ben.id, 'commenter']]);
    expect((await threadsOf(ada, id))[0]?.comments.map(({ body }) => body)).toEqual([
      'First',
      `Well, <@${ben.id}>`,
    ]);
    // What answers a comment is told as a reply.
    const [first] = await threadsOf(ada, id);
    await ben.api('POST', `/v1/docs/${id}/threads/${first?.id}/replies`, { body: 'Here again' });
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByText('Ben Okri replied to a comment on “Lost meanwhile”').first().waitFor();
  });
});
