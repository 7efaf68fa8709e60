import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';

/** The two looks in which pages are pictured: both schemes, both sizes. */
const LOOKS = [
  ['desktop-light', { width: 1280, height: 860 }, 'light'],
  ['phone-dark', { width: 390, height: 844 }, 'dark'],
] as const;

/** As `inspect`, in two looks one after the other; the page is left in the first. */
export async function inspectLooks(page: Page, name: string): Promise<void> {
  for (const [look, viewport, colorScheme] of [...LOOKS].reverse()) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await inspect(page, `${name}-${look}`);
  }
}

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
  // "Legacy" only leaves out frames of other sites, of which there are none, and the page of its own that they take.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  // The component library's announcements name buttons by id, for seconds after those have gone with their dialog.
  const { violations } = await axe.exclude('[data-live-announcer]').analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    );
  expect(serious, name).toEqual([]);
}
