import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { sharedBrowser } from './browser.ts';
import type { breakOff, draw } from './drawn-page.ts';

interface Drawing {
  draw: typeof draw;
  breakOff: typeof breakOff;
}

/** `DRAW_DELTAS=20000` draws more of them, `SEED=n` begins at that seed. */
const DELTAS = Number(process.env.DRAW_DELTAS ?? 1_500);
const SEED = Number(process.env.SEED ?? 1);
const AT_A_TIME = 500;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await sharedBrowser();
  page = await browser.newPage();
  await page.addScriptTag({ content: await bundled('drawn-page.ts') });
});

test(`the editor and the history draw ${DELTAS} deltas of any names and values, each with its text (seed ${SEED})`, {
  timeout: 60_000 + DELTAS * 60,
}, async () => {
  let seen = 0;
  for (let drawn = 0; drawn < DELTAS; drawn += AT_A_TIME) {
    const part = await page.evaluate(
      ([seed, deltas]) => (globalThis as unknown as Drawing).draw(seed, deltas),
      [SEED + drawn, Math.min(AT_A_TIME, DELTAS - drawn)] as const,
    );
    expect(part.failures).toEqual([]);
    seen += part.seen;
  }
  expect(seen).toBeGreaterThan(DELTAS / 10);
});

test(`what Quill throws is thrown on, and loading makes the editor right again (seed ${SEED})`, async () => {
  const rounds = 100;
  const thrown = await page.evaluate(
    ([seed, rounds]) => (globalThis as unknown as Drawing).breakOff(seed, rounds),
    [SEED, rounds] as const,
  );
  expect(thrown).toBeGreaterThan(rounds / 4);
});

/** A module of this folder, bundled with its imports as one script. */
async function bundled(file: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '../../web'),
    define: { 'process.env.NODE_ENV': JSON.stringify('production') },
    build: {
      write: false,
      minify: false,
      lib: { entry: resolve(import.meta.dirname, file), formats: ['iife'], name: 'drawn' },
    },
  });
  const [output] = [built].flat();
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error(`${file} could not be put together`);
  return chunk.code;
}
