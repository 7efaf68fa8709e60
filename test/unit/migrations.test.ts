import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('the migrations make exactly what src/platform/db/schema.ts says', () => {
  const copy = mkdtempSync(join(tmpdir(), 'migrations-'));
  try {
    cpSync(join(ROOT, 'migrations'), copy, { recursive: true });
    const before = readdirSync(copy).sort();
    const drizzleKit = join(ROOT, 'node_modules/drizzle-kit/bin.cjs');
    // A relative folder: drizzle-kit puts `./` before any path.
    const options = [
      'generate',
      '--dialect',
      'sqlite',
      '--schema',
      './src/platform/db/schema.ts',
      '--out',
      relative(ROOT, copy),
    ];
    const said = execFileSync(process.execPath, [drizzleKit, ...options], { cwd: ROOT, encoding: 'utf8' });
    // It exits with 0 even when it fails.
    expect(said).toContain('No schema changes');
    expect(readdirSync(copy).sort()).toEqual(before);
  } finally {
    rmSync(copy, { recursive: true });
  }
}, 30_000);
