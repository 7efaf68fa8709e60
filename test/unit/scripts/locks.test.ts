import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
// @ts-expect-error: a script, without types
import { ROOT } from '../../../.scripts/toolchain.mjs';

const PROCESSES = 6;
const LOCKS = 40;

test('of processes that find the lock of a dead process, one at a time takes it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  const names = Array.from({ length: LOCKS }, (_, i) => `test-${process.pid}-${i}`);
  const paths = names.map((name) => join(ROOT, '.wrangler', `${name}.lock`));
  const files = paths.flatMap((path) => [path, `${path}.stale`]);
  onTestFinished(() => {
    for (const path of [folder, ...files]) rmSync(path, { recursive: true, force: true });
  });
  mkdirSync(join(ROOT, '.wrangler'), { recursive: true });
  const dead = spawnSync(process.execPath, ['--version']).pid;
  for (const path of paths) writeFileSync(path, String(dead));

  const all = Array.from({ length: PROCESSES }, () => queueForLocks(folder, names));
  await Promise.all(all.map((child) => once(child.stdout as NonNullable<typeof child.stdout>, 'data')));
  const ends = all.map((child) => once(child, 'exit'));
  for (const child of all) child.stdin?.end();

  expect(await Promise.all(ends)).toEqual(all.map(() => [0, null]));
  expect(files.filter((path) => existsSync(path))).toEqual([]);
});

function queueForLocks(folder: string, names: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'queue-for-locks.mjs');
  return spawn(process.execPath, [script, folder, names.join(',')], { stdio: ['pipe', 'pipe', 'inherit'] });
}
