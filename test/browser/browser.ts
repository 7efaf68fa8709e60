import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Where screenshots go. */
export const ARTEFACTS = resolve(import.meta.dirname, '..', 'artefacts');

/** Whom the app that the tests start takes for an administrator. */
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
 * The browser of this worker: launched for its first file, ended with the worker. Files share nothing in it, since
 * everybody has a context of their own.
 */
export function sharedBrowser(): Promise<Browser> {
  browser ??= launchChromium();
  return browser;
}

/** Closes whatever is open in the browser of this worker, but what is in `kept`. */
export async function closeContexts(kept: readonly BrowserContext[]): Promise<void> {
  const contexts = ((await browser)?.contexts() ?? []).filter((context) => !kept.includes(context));
  await Promise.all(contexts.map((context) => context.close()));
}

/** Chromium: the one that the environment names, else the system's (without windows, if it has that), else Playwright's. */
export function launchChromium(): Promise<Browser> {
  const executablePath = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
  ].find((path) => path && existsSync(path));
  return chromium.launch({ headless: true, args: FLAGS, ...(executablePath ? { executablePath } : {}) });
}
