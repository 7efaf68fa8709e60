import { beforeAll, describe, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { inspectLooks } from './inspect.ts';
import { Person } from './person.ts';

describe('the pages of an account', () => {
  let ada: Person;

  beforeAll(async () => {
    ada = await Person.nextSignedUp(await sharedBrowser(), 'Ada Lovelace');
    await ada.api('POST', '/v1/tokens', { name: 'Nightly backup', scopes: ['docs:read'] });
  });

  test('what comes before an account is pictured, and accessible', async () => {
    const visitor = await Person.nextVisitor(await sharedBrowser(), 'Visitor');
    // The page of a link requests it, and this one was never sent.
    visitor.forgive(/status of 410/);
    const doors = {
      'forgot-password': 'forgot-password',
      'reset-password': 'reset-password?token=x',
      'verify-email': 'verify-email?token=x',
      'second-factor': 'sign-in?ticket=x&methods=totp,passkey,recovery_code',
    };
    for (const [name, path] of Object.entries(doors)) {
      await inspectLooks(await visitor.visit(`/${path}`, '.door-main .button'), `${name}`);
    }
  });

  test('each section of the settings is pictured, and accessible', async () => {
    const sections = {
      profile: 'Save',
      security: 'Set up',
      sessions: /This device/,
      tokens: /Never used/,
      privacy: 'Download your data',
    };
    for (const [section, sign] of Object.entries(sections)) {
      const page = await ada.visit(`/settings/${section}`, '*');
      await (typeof sign === 'string'
        ? page.getByRole('button', { name: sign })
        : page.getByText(sign)
      ).waitFor();
      await inspectLooks(page, `settings-${section}`);
    }
  });

  test('the dialogs of the settings are pictured, and accessible', async () => {
    const dialogs = {
      security: ['Change password', 'Set up'],
      tokens: ['New token'],
      privacy: ['Delete account…'],
    };
    for (const [section, buttons] of Object.entries(dialogs)) {
      const page = await ada.visit(`/settings/${section}`, '*');
      for (const button of buttons) {
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('dialog').getByRole('textbox').first().waitFor();
        const name = button.toLowerCase().replaceAll(/\W+/g, ' ').trim().replaceAll(' ', '-');
        await inspectLooks(page, `dialog-${name}`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }
  });
});
