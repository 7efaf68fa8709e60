import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { Wire } from '../support/wire.ts';
import { testedApp } from './tested-app.ts';

/** The default size of a window. */
export const VIEWPORT = { width: 1100, height: 760 };

/** A person's device: a browser context on a wire of its own. */
export interface Device {
  readonly context: BrowserContext;
  readonly wire: Wire;
  readonly origin: string;
  /** The tab that is kept from test to test, once it exists. */
  desk?: Page;
}

/** Devices that other people have left, with nothing left except the browser's cache. */
const wiped: Device[] = [];

/** An unused device; with `isSignedIn` it contains the hint of a session. */
export async function newDevice(
  browser: Browser,
  options: BrowserContextOptions,
  isSignedIn: boolean,
): Promise<Device> {
  const wire = await Wire.lay(testedApp().port);
  const origin = `http://localhost:${wire.port}`;
  const context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(25_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  // Playwright would start a page to store this.
  if (isSignedIn) {
    await context.addInitScript((home) => {
      if (location.origin !== home || localStorage.getItem('has-begun')) return;
      localStorage.setItem('has-begun', '1');
      localStorage.setItem('signed-in', '1');
    }, origin);
  }
  return { context, wire, origin };
}

/**
 * A device that another person has left, or a new one: a page loads there in a third of the time. Not for tests that
 * depend on a new browser.
 */
export async function usedDevice(browser: Browser, isSignedIn: boolean): Promise<Device> {
  const device = wiped.pop();
  if (!device?.desk) return newDevice(browser, {}, isSignedIn);
  if (isSignedIn) await device.desk.evaluate(() => localStorage.setItem('signed-in', '1'));
  return device;
}

/** Removes all state from a device for the next person; a device without its tab is closed. */
export async function wipe(device: Device): Promise<void> {
  const { context, desk, wire, origin } = device;
  if (!desk || desk.isClosed()) return dispose(device);
  wire.mend();
  await context.setOffline(false);
  const others = context.pages().filter((page) => page !== desk);
  await Promise.all(others.map((page) => page.close()));
  await Promise.all([context, desk].map((place) => place.unrouteAll({ behavior: 'ignoreErrors' })));
  await desk.emulateMedia({ colorScheme: null });
  await desk.setViewportSize(VIEWPORT);
  // A file of the app's origin without its scripts.
  await desk.goto(`${origin}/favicon.svg`);
  await context.clearCookies();
  await desk.evaluate(async () => {
    sessionStorage.clear();
    localStorage.clear();
    localStorage.setItem('has-begun', '1');
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done, failed) => {
        const deleting = indexedDB.deleteDatabase(name ?? '');
        deleting.onsuccess = done;
        deleting.onerror = failed;
      });
    }
  });
  wiped.push(device);
}

/** Closes a device. */
export async function dispose({ context, wire }: Device): Promise<void> {
  await context.close();
  await wire.remove();
}

/** The browser contexts of the devices that wait for the next person. */
export function wipedContexts(): BrowserContext[] {
  return wiped.map(({ context }) => context);
}
