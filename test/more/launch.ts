import type { Browser } from './engine.ts';
import { launchFirefox } from './firefox.ts';
import { launchWebKit } from './webkit.ts';

/** The engines of these tests. */
export const ENGINES = ['firefox', 'webkit'] as const;

/** One of them. */
export type Engine = (typeof ENGINES)[number];

/** Starts a browser; `.scripts/test-more.mjs` has found its path. */
export function launch(engine: Engine): Promise<Browser> {
  if (engine === 'firefox') return launchFirefox(place('FIREFOX_PATH'));
  return launchWebKit({
    driver: place('WEBKIT_DRIVER_PATH'),
    browser: place('WEBKIT_BROWSER_PATH'),
    display: place('DISPLAY'),
  });
}

function place(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with npm run test:more.`);
  return value;
}
