import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';

/** Keeps a picture of a page; a serious finding of axe about it fails the test. */
export async function inspect(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // On a phone a dialog shows itself only after the keyboard that its field may bring up.
  await page.waitForFunction(() => {
    const overlay = document.querySelector('.overlay');
    return overlay === null || getComputedStyle(overlay).opacity === '1';
  });
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  );
  await page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
  // The component library's announcements name buttons by id, for seconds after those have gone with their dialog.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    );
  expect(serious, name).toEqual([]);
}
