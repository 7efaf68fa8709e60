import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** The folder of screenshots. */
export const ARTEFACTS = resolve(import.meta.dirname, '..', 'artefacts');

/** The administrator of the app that the tests start. */
export const ADMINISTRATOR = 'administrator@example.org';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Promise<Browser> | undefined;

/**
 * The browser of this worker: launched for its first file, closed with the worker. Files share no state in it, since
 * each person has their own context.
 */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** Closes all contexts in the browser of this worker, except those in `kept`. */
export async function closeContexts(kept: readonly BrowserContext[]): Promise<void> {
  const contexts = ((await browser)?.contexts() ?? []).filter((context) => !kept.includes(context));
  await Promise.all(contexts.map((context) => context.close()));
}

/**
 * Launches Chromium: the one in the environment, else the system's (without windows, if available), else Playwright's.
 */
export function launchChromium(): Promise<Browser> {
  const executablePath = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
  ].find((path) => path && existsSync(path));
  return chromium.launch({ headless: true, args: FLAGS, ...(executablePath ? { executablePath } : {}) });
}
