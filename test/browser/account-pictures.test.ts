import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { inspect } from './account-pages.ts';
import { launchChromium } from './browser.ts';
import { Person } from './person.ts';

const SIZES = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

describe('the pages of an account', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  const LOOKS = [
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const;

  test.each(LOOKS)(
    'what comes before an account is pictured, and accessible: %s, %s',
    async (size, scheme) => {
      const visitor = await Person.visitor(browser, 'Visitor', { ...SIZES[size], colorScheme: scheme });
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
        await inspect(page, `${name}-${size}-${scheme}`);
      }
      await visitor.leave();
    },
  );

  test.each(LOOKS)(
    'each section of the settings is pictured, and accessible: %s, %s',
    async (size, scheme) => {
      const ada = await Person.signedUp(browser, 'Ada Lovelace', { ...SIZES[size], colorScheme: scheme });
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
        await inspect(page, `settings-${section}-${size}-${scheme}`);
      }
      await ada.leave();
    },
  );

  test.each(LOOKS)(
    'the dialogs of the settings are pictured, and accessible: %s, %s',
    async (size, scheme) => {
      const ada = await Person.signedUp(browser, 'Ada Lovelace', { ...SIZES[size], colorScheme: scheme });
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
        await inspect(page, `dialog-${name}-${size}-${scheme}`);
      }
      await ada.leave();
    },
  );
});
