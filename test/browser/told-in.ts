import type { Page } from 'playwright-core';

/** What a page tells screen readers now, beside what its own parts say in themselves. */
export async function toldIn(page: Page): Promise<string> {
  return (await page.locator('p[role=status]').allTextContents()).join('');
}
