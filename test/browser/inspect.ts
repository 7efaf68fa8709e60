import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ARTEFACTS } from './browser.ts';

/** The two looks in which pages are pictured: both schemes, both sizes. */
const LOOKS = [
  ['desktop-light', { width: 1280, height: 860 }, 'light'],
  ['phone-dark', { width: 390, height: 844 }, 'dark'],
] as const;

/** Not `axe.source`, which is twice as long: to put it into a page costs more than to run it. */
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules whose findings fail a test; the others would be run for nothing. */
const RULES = (
  axe as unknown as { _audit: { rules: { id: string; impact: string; enabled: boolean }[] } }
)._audit.rules
  .filter(({ impact, enabled }) => enabled && (impact === 'serious' || impact === 'critical'))
  .map(({ id }) => id);

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
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(async (rules) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(
      // The component library's announcements name buttons by id, for seconds after those have gone with their dialog.
      { exclude: ['[data-live-announcer]'] },
      // Nothing that the rules ask about media or style sheets has to be fetched.
      { resultTypes: ['violations'], runOnly: { type: 'rule', values: rules }, preload: false },
    );
    return violations;
  }, RULES);
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    );
  expect(serious, name).toEqual([]);
}
