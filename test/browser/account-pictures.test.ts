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

  test.each([
    ['desktop', 'light'],
    ['phone', 'dark'],
  ] as const)('each is pictured, and accessible: %s, %s', async (size, colorScheme) => {
    const options = { ...SIZES[size], colorScheme };
    const name = (page: string) => `${page}-${size}-${colorScheme}`;
    const visitor = await Person.visitor(browser, 'Visitor', options);
    const door = await visitor.context.newPage();
    const doors = [
      'forgot-password',
      'reset-password?token=x',
      'verify-email?token=x',
      'sign-in?ticket=x&methods=totp,passkey,recovery_code',
    ];
    for (const path of doors) {
      await door.goto(`${visitor.origin}/${path}`);
      await door.locator('.door-main .button').first().waitFor();
      await inspect(door, name(path.includes('ticket') ? 'second-factor' : (path.split('?')[0] ?? path)));
    }
    const ada = await Person.signedUp(browser, 'Ada Lovelace', options);
    await ada.api('POST', '/v1/tokens', { name: 'Nightly backup', scopes: ['docs:read'] });
    const page = await ada.context.newPage();
    const shown = {
      profile: page.getByRole('button', { name: 'Save' }),
      security: page.getByRole('button', { name: 'Set up' }),
      sessions: page.getByText('This device'),
      tokens: page.getByText('Never used'),
      privacy: page.getByRole('button', { name: 'Download your data' }),
    };
    for (const [section, sign] of Object.entries(shown)) {
      await page.goto(`${ada.origin}/settings/${section}`);
      await sign.waitFor();
      await inspect(page, name(`settings-${section}`));
    }
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
      await inspect(page, name(`dialog-${button.toLowerCase().replaceAll(/\W+/g, '-')}`));
    }
    await visitor.leave();
    await ada.leave();
  });
});
