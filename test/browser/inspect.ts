import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';

/** The looks in which pages are pictured: both schemes, both sizes. */
const LOOKS = [
  ['desktop-light', { width: 1280, height: 860 }, 'light'],
  ['phone-dark', { width: 390, height: 844 }, 'dark'],
] as const;

/** As `inspect`, in both looks one after the other; the page is left in the first. */
export async function inspectLooks(page: Page, name: string): Promise<void> {
  for (const [look, viewport, colorScheme] of [...LOOKS].reverse()) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await inspect(page, `${name}-${look}`);
  }
}

/** Takes a screenshot of a page; a serious finding of axe fails the test. */
export async function inspect(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  // On a phone a dialog appears only after the keyboard that its field may open.
  await page.waitForFunction(() => {
    const overlay = document.querySelector('.overlay');
    return overlay === null || getComputedStyle(overlay).opacity === '1';
  });
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  );
  await page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
  // Once per load: injecting axe into a page costs more than running it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(
      // The component library's announcements refer to buttons by id, for seconds after these have disappeared with
      // their dialog.
      { exclude: ['[data-live-announcer]'] },
      { resultTypes: ['violations'] },
    );
    return violations;
  });
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    );
  expect(serious, name).toEqual([]);
}
