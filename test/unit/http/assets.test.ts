import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

describe.each(['local', 'staging', 'production'])('the files of the web app, %s', (name) => {
  const environment = name === 'local' ? {} : { env: name };
  const { assets } = unstable_readConfig({ config: resolve(ROOT, 'wrangler.toml'), ...environment });

  test('requests that match no file go to the Worker, which knows the requested name', () => {
    expect(assets?.not_found_handling).toBe('none');
    expect(assets?.binding).toBe('ASSETS');
  });

  test('are served without it', () => {
    const first = assets?.run_worker_first;
    expect(
      Array.isArray(first) && first.some((pattern) => '/assets/x.js'.startsWith(pattern.replace('*', ''))),
    ).toBe(false);
  });
});

test('browsers keep only existing files for good', () => {
  const headers = readFileSync(resolve(ROOT, 'web', 'public', '_headers'), 'utf8');
  expect(
    [...headers.matchAll(/^\S.*$/gm)].map(([rule]) => rule).filter((rule) => rule.startsWith('/')),
  ).toEqual(['/*', '/assets/*']);
});
