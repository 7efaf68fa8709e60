import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspect } from './inspect.ts';
import { Person } from './person.ts';

describe('sharing', () => {
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

  test('an unknown address is invited by mail, signs up, proves it, and has the document', async () => {
    const id = await ada.create('For a newcomer', 'Welcome');
    const newcomer = await Person.nextVisitor(browser, 'Mary Shelley');
    const page = await share(ada, 'For a newcomer');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Email address').fill(newcomer.email);
    await dialog.getByRole('button', { name: 'Add a message' }).click();
    await dialog.getByLabel('Message').fill('Please read the second part.');
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    const pending = dialog.getByRole('list', { name: 'Invited, without an account yet' });
    await pending.getByText(newcomer.email).waitFor();

    // Sent again, it is the same invitation; withdrawn, it is gone, and can be made again.
    await pending.getByRole('button', { name: /^Invitation of/ }).click();
    await page.getByRole('menuitem', { name: 'Send again' }).click();
    await page.getByRole('status').getByText('was sent again').waitFor();
    await pending.getByRole('button', { name: /^Invitation of/ }).click();
    await page.getByRole('menuitem', { name: 'Withdraw' }).click();
    await pending.waitFor({ state: 'detached' });
    await dialog.getByLabel('Email address').fill(newcomer.email);
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    await pending.getByText(newcomer.email).waitFor();

    const { text } = await newcomer.mail('/sign-up?invited=');
    const theirs = await newcomer.load(/https?:\S+\/sign-up\S+/.exec(text)?.[0] ?? '');
    expect(await theirs.getByLabel('Email').inputValue()).toBe(newcomer.email);
    await theirs.getByLabel('Name').fill('Mary Shelley');
    await theirs.getByLabel('Password', { exact: true }).fill(newcomer.password);
    await theirs.getByRole('button', { name: 'Create account' }).click();
    await theirs.getByRole('heading', { name: 'Documents' }).waitFor();
    const verification = await newcomer.mail('/verify-email?token=');
    await theirs.goto(newcomer.here(/https?:\S+\/verify-email\S+/.exec(verification.text)?.[0] ?? ''));
    await theirs.getByRole('button', { name: 'Confirm' }).click();
    await theirs.getByRole('link', { name: 'Open the document' }).click();
    await theirs.locator('.ql-editor[data-ready]').waitFor();
    expect(await theirs.locator('.ql-editor').textContent()).toBe('Welcome');
    expect(theirs.url()).toContain(`/d/${id}`);
  });

  test('changes roles, lets a member leave, and hands a document over', async () => {
    // Her dialog may request once more what she has just given up.
    ada.forgive(/403 \(Forbidden\).*\/(access-requests|invitations|link)\b/);
    const id = await ada.create('Handed over', 'Mine');
    const page = await share(ada, 'Handed over');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Email address').fill(ben.email);
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    const people = dialog.getByRole('list', { name: 'People with access' });
    await people.getByText('Ben Okri').waitFor();
    await choose(page, 'Role of Ben Okri', 'Can view');
    await people.getByRole('button', { name: 'Role of Ben Okri: Can view' }).waitFor();

    // A viewer sees who else is present and can leave, and can do nothing more.
    const { page: theirs } = await ben.at(id);
    await theirs.getByRole('button', { name: 'People with access' }).click();
    const seen = theirs.getByRole('dialog', { name: /^People in/ });
    await seen.getByText('Ada Lovelace').waitFor();
    expect(await seen.getByLabel('Email address').count()).toBe(0);
    expect(await seen.getByRole('button', { name: /^Role of/ }).count()).toBe(0);
    await seen.getByRole('button', { name: 'Leave' }).click();
    await theirs
      .getByRole('dialog', { name: 'Leave this document?' })
      .getByRole('button', { name: 'Leave' })
      .click();
    await theirs.getByRole('heading', { name: 'Documents' }).waitFor();
    // It is done when the message that offers undo has disappeared.
    const listed = async () =>
      (await ben.api<{ items: { id: string }[] }>('GET', '/v1/docs')).items.map((doc) => doc.id);
    expect(await listed()).toContain(id);
    await expect.poll(listed, { timeout: 20_000 }).not.toContain(id);

    await ada.share(id, ben, 'editor');
    await share(ada, 'Handed over');
    const offer = async () => {
      await choose(page, 'Role of Ben Okri', 'Offer ownership…');
      await page
        .getByRole('dialog', { name: 'Offer this document to Ben Okri?' })
        .getByRole('button', { name: 'Offer ownership' })
        .click();
      await page.getByText(/^offered ownership until/).waitFor();
    };
    // Offered, withdrawn, offered again: the home page of the other user follows.
    await offer();
    const offers = theirs.getByRole('list', { name: 'Offered to you' });
    await offers.getByRole('button', { name: 'Decline “Handed over”' }).waitFor();
    await choose(page, 'Role of Ben Okri', 'Withdraw the offer');
    await page.getByText(/^offered ownership until/).waitFor({ state: 'detached' });
    expect(await ben.api<{ role: string }>('GET', `/v1/docs/${id}`)).toMatchObject({ role: 'editor' });
    await offer();
    await theirs.getByRole('button', { name: /^Notifications/ }).click();
    await theirs
      .getByRole('link', { name: /Ada Lovelace offers you “Handed over”/ })
      .first()
      .click();
    const asked = theirs.getByRole('dialog', { name: /^People in/ });
    await asked.getByRole('button', { name: 'Accept “Handed over”' }).click();
    await theirs.getByRole('status').getByText('“Handed over” is now yours.').waitFor();
    await theirs.getByRole('dialog', { name: /^Share/ }).waitFor();
    // The owner's actions have disappeared from the other's dialog, without a reload.
    await page.getByRole('dialog', { name: /^People in/ }).waitFor();
    expect(await ben.api<{ role: string }>('GET', `/v1/docs/${id}`)).toMatchObject({ role: 'owner' });
    expect(await ada.api<{ role: string }>('GET', `/v1/docs/${id}`)).toMatchObject({ role: 'editor' });
  });

  test('a request for access is shown live, granted, and opens the document by itself', async () => {
    const grace = await Person.nextSignedUp(browser, 'Grace Hopper');
    const id = await grace.create('By request', 'Behind a door');
    const home = await grace.load('/');
    await home.getByRole('button', { name: /^Notifications/ }).waitFor();
    const page = await ben.load(`/d/${id}`);
    await page.getByRole('heading', { name: 'You need access' }).waitFor();
    await inspect(page, 'access');
    ben.forgive(/status of 404/);
    await page.getByText('Read', { exact: true }).click();
    await page.getByLabel('Message to the owner').fill('I would like to help with it.');
    await page.getByRole('button', { name: 'Ask for access' }).click();
    await page.getByText('Your request was sent').waitFor();

    await home.getByRole('button', { name: /^Notifications, 1 unread/ }).click();
    await home.getByRole('link', { name: /Ben Okri asks for access to “By request”/ }).click();
    const dialog = home.getByRole('dialog', { name: 'Share “By request”' });
    const asking = dialog.getByRole('list', { name: 'Asking for access' });
    await asking.getByText('I would like to help with it.').waitFor();
    await inspect(home, 'share-request');
    await asking.getByRole('button', { name: 'Let in Ben Okri' }).click();
    await asking.waitFor({ state: 'detached' });
    await dialog.getByText('Ben Okri').waitFor();
    await page.locator('.ql-editor[data-ready]').waitFor();
    await expect.poll(() => page.locator('.badge-text').textContent()).toBe('Read only');
    await home.getByRole('button', { name: 'Close' }).click();
    await home.getByRole('button', { name: 'Notifications', exact: true }).waitFor();

    // Opening the mail's link after the answer shows that it was answered.
    await home.goto(`${grace.origin}/d/${id}?request=aaaaaaaaaaaaaaaaaaaaaa`);
    await home.getByText('This request has already been answered.').waitFor();
  });
});

/** Opens the sharing dialog of a document, from the list. */
async function share(person: Person, title: string): Promise<Page> {
  const page = await person.load('/');
  await page.getByRole('button', { name: `Actions for ${title}` }).click();
  await page.getByRole('menuitem', { name: 'Share…' }).click();
  await page.getByRole('dialog').getByText('Owner').waitFor();
  return page;
}

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${menu}`) }).click();
  // Roles are radio items, actions are not.
  await page
    .getByRole('menuitem', { name: item })
    .or(page.getByRole('menuitemradio', { name: item }))
    .click();
}
