import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('the migrations make exactly what src/db/schema.ts says', () => {
  const copy = mkdtempSync(join(tmpdir(), 'migrations-'));
  try {
    cpSync(join(ROOT, 'migrations'), copy, { recursive: true });
    const before = readdirSync(copy).sort();
    const drizzleKit = join(ROOT, 'node_modules/drizzle-kit/bin.cjs');
    const options = ['generate', '--dialect', 'sqlite', '--schema', './src/db/schema.ts', '--out', copy];
    execFileSync(process.execPath, [drizzleKit, ...options], { cwd: ROOT, stdio: 'pipe' });
    expect(readdirSync(copy).sort()).toEqual(before);
  } finally {
    rmSync(copy, { recursive: true });
  }
}, 30_000);
