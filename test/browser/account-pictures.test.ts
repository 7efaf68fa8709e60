import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { launchChromium } from './browser.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('the pages of an account', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  test('what comes before an account is pictured, and accessible', async () => {
    const visitor = await Person.visitor(browser, 'Visitor');
    // The page of a link looks at it, and this one was never sent.
    visitor.forgive(/status of 410/);
    const page = await visitor.context.newPage();
    const doors = {
      'forgot-password': 'forgot-password',
      'reset-password': 'reset-password?token=x',
      'verify-email': 'verify-email?token=x',
      'second-factor': 'sign-in?ticket=x&methods=totp,passkey,recovery_code',
    };
    for (const [name, path] of Object.entries(doors)) {
      await page.goto(`${visitor.origin}/${path}`);
      await page.locator('.door-main .button').first().waitFor();
      await inspectLooks(page, `${name}`);
    }
    await visitor.leave();
  });

  test('each section of the settings is pictured, and accessible', async () => {
    const ada = await Person.signedUp(browser, 'Ada Lovelace');
    await ada.api('POST', '/v1/tokens', { name: 'Nightly backup', scopes: ['docs:read'] });
    const page = await ada.context.newPage();
    const sections = {
      profile: page.getByRole('button', { name: 'Save' }),
      security: page.getByRole('button', { name: 'Set up' }),
      sessions: page.getByText('This device'),
      tokens: page.getByText('Never used'),
      privacy: page.getByRole('button', { name: 'Download your data' }),
    };
    for (const [section, sign] of Object.entries(sections)) {
      await page.goto(`${ada.origin}/settings/${section}`);
      await sign.waitFor();
      await inspectLooks(page, `settings-${section}`);
    }
    await ada.leave();
  });

  test('the dialogs of the settings are pictured, and accessible', async () => {
    const ada = await Person.signedUp(browser, 'Ada Lovelace');
    const page = await ada.context.newPage();
    const dialogs = [
      ['security', 'Change password'],
      ['security', 'Set up'],
      ['tokens', 'New token'],
      ['privacy', 'Delete account…'],
    ] as const;
    for (const [section, button] of dialogs) {
      await page.goto(`${ada.origin}/settings/${section}`);
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').getByRole('textbox').first().waitFor();
      const name = button.toLowerCase().replaceAll(/\W+/g, ' ').trim().replaceAll(' ', '-');
      await inspectLooks(page, `dialog-${name}`);
    }
    await ada.leave();
  });
});
