import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { cardOf, commentByApi, commentOn, expectMarked, shareForReview, threadsOf } from './comments-tab.ts';
import { DocumentTab } from './document-tab.ts';
import { inspect } from './inspect.ts';
import { CUT, Person } from './person.ts';

describe('comments of several people', () => {
  let browser: Browser;
  let ada: Person;
  let ben: Person;

  beforeAll(async () => {
    browser = await sharedBrowser();
    ada = await Person.nextSignedUp(browser, 'Ada Lovelace', { forgives: [CUT] });
    ben = await Person.nextSignedUp(browser, 'Ben Okri', { forgives: [CUT] });
  });

  const shared = (title: string, role?: string) => shareForReview(ada, ben, title, role);

  const threads = (id: string) => threadsOf(ada, id);

  test('a guest of a viewer’s link sees nothing of it, one of a commenter’s link writes', async () => {
    const id = await shared('For guests');
    await commentByApi(ada, id, 'harbour', 'Not for everybody');
    const url = async (role: string) =>
      (await ada.api<{ url: string }>('PUT', `/v1/docs/${id}/link`, { role })).url;
    const guest = await Person.nextVisitor(browser, 'The press');
    const page = await guest.load(await url('viewer'));
    await page.getByLabel('Your name').fill('The press');
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    const tab = new DocumentTab(guest, page, id);
    await tab.ready();
    await tab.select('harbour', 'all');
    // What is written meanwhile is not told either.
    await commentByApi(ada, id, 'Boats', 'Nor this');
    await tab.editAbove.call(new DocumentTab(ada, page, id), 'Told: ');
    await tab.shows('Told: ');
    expect(await page.locator('.highlight, .card, .review-add').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Comments' }).count()).toBe(0);
    await url('commenter');
    await expectMarked(tab, 'harbour', 'Boats');
    // A guest may not know who the members are, so cannot mention any.
    await tab.select('quiet', 'all');
    await page.getByRole('button', { name: 'Add comment' }).click();
    const comment = page.getByRole('textbox', { name: 'Comment' });
    expect(await comment.getAttribute('placeholder')).toBe('Comment');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await commentOn(tab, 'quiet', 'Says the press');
    const authors = (await threads(id)).map(({ comments }) => comments[0]?.author);
    expect(authors).toContainEqual(expect.objectContaining({ name: 'The press', guest: true }));
    await guest.leave();
  });

  test('with a server that has no review there is no control', async () => {
    const id = await shared('Old server');
    await commentByApi(ada, id, 'harbour', 'From the future');
    const page = await ada.context.newPage();
    await page.routeWebSocket(/\/v1\/collab\//, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => socket.send(String(text).replace(/,"review":\d+/, '')));
    });
    const a = new DocumentTab(ada, page, id);
    await a.goto();
    await a.select('harbour', 'all');
    await a.page.keyboard.press('Control+Alt+m');
    await a.write('Still a document.');
    await a.told(/^Saved · v[2-9]/);
    expect(await page.locator('.highlight, .card, .review-add').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Comments' }).count()).toBe(0);
  });

  test('a person is mentioned by a choice from those who can read it', async () => {
    const id = await shared('Mentions');
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    const { page } = a;
    await page.getByRole('button', { name: 'Comments' }).waitFor();
    await a.select('harbour', 'all');
    await page.keyboard.press('Control+Alt+m');
    const field = page.getByRole('textbox', { name: 'Comment' });
    await field.pressSequentially('Ask @be');
    await page.getByRole('option', { name: 'Ben Okri' }).waitFor();
    await inspect(page, 'comments-mention');
    await page.keyboard.press('Enter');
    await field.pressSequentially('about it');
    expect(await field.inputValue()).toBe('Ask @Ben Okri about it');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => b.page.locator('.comment-mention').textContent()).toBe('@Ben Okri');
    const [thread] = await threads(id);
    expect(thread?.comments[0]?.body).toBe(`Ask <@${ben.id}> about it`);
  });

  test('what is new is marked until its thread was opened, in other tabs too', async () => {
    const id = await shared('Unread');
    const first = await commentByApi(ada, id, 'harbour', 'First');
    await commentByApi(ada, id, 'lighthouse', 'Second');
    const b = await ben.open(id);
    const { page } = b;
    await page.getByRole('button', { name: 'Comments and suggestions, 2 unread' }).waitFor();
    await cardOf(b, 'First').click();
    await page.getByRole('button', { name: 'Comments and suggestions, 1 unread' }).waitFor();
    const other = await ben.open(id);
    await other.page.getByRole('button', { name: 'Comments and suggestions, 1 unread' }).click();
    await other.page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByRole('button', { name: 'Comments and suggestions', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await ada.api('POST', `/v1/docs/${id}/threads/${first.id}/replies`, { body: 'Third' });
    await page.getByRole('button', { name: 'Comments and suggestions, 1 unread' }).waitFor();
  });

  test('one edits and deletes one’s own, the owner deletes any', async () => {
    const id = await shared('Own');
    const thread = await commentByApi(ben, id, 'harbour', 'Mistaken');
    await ada.api('POST', `/v1/docs/${id}/threads/${thread.id}/replies`, { body: 'Indeed' });
    const [a, b] = await Promise.all([ada.at(id), ben.at(id)]);
    await cardOf(b, 'Mistaken').click();
    await b.page.getByRole('button', { name: 'Actions for the comment by Ben Okri' }).click();
    await b.page.getByRole('menuitem', { name: 'Edit' }).click();
    await b.page.getByRole('textbox', { name: 'Edit' }).fill('Corrected');
    await b.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await cardOf(a, 'Corrected').click();
    await a.page.getByText('edited').waitFor();
    await b.page
      .getByRole('button', { name: 'Actions for the comment by Ada Lovelace' })
      .waitFor({ state: 'detached' });
    await a.page.getByRole('button', { name: 'Actions for the comment by Ben Okri' }).click();
    await a.page.getByRole('menuitem', { name: 'Delete' }).click();
    await a.page.getByText('The replies stay.').waitFor();
    await a.page.getByRole('button', { name: 'Delete' }).click();
    await b.page.getByText('This comment was deleted.').waitFor();
    await a.page.getByRole('button', { name: 'Actions for the comment by Ada Lovelace' }).click();
    await a.page.getByRole('menuitem', { name: 'Delete' }).click();
    await a.page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(async () => (await threads(id)).length).toBe(0);
    await expectMarked(b);
  });

  test('what is said of a suggestion is in its card, and listed as such once it is decided', async () => {
    const id = await shared('Suggested');
    const { version } = await ada.content(id);
    const { id: suggestion, threadId } = await ada.api<{ id: string; threadId: string }>(
      'POST',
      `/v1/docs/${id}/suggestions`,
      { version, delta: [{ insert: 'Old ' }] },
    );
    await ada.api('POST', `/v1/docs/${id}/threads/${threadId}/replies`, { body: 'Why old?' });
    const b = await ben.at(id);
    const card = b.page.locator('.card-suggestion');
    await card.click();
    await card.getByText('Why old?').waitFor();
    await ada.api('POST', `/v1/docs/${id}/suggestions/${suggestion}/accept`, {});
    await card.waitFor({ state: 'detached' });
    await b.page.getByRole('button', { name: 'Comments and suggestions' }).click();
    await cardOf(b, 'Why old?').getByText('On a suggestion').waitFor();
  });
});
