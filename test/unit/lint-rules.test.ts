import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** Code in a folder of the repository. */
interface Fixture {
  path: string;
  source: string;
}

const fixtures: Fixture[] = [];
const fired = new Map<string, Set<string>>();
let house = '';

/** Adds a file beside `from`, under a unique name, which identifies the linter's report on it. */
function stands(from: string, source: string): string {
  const path = from === 'src/worker.ts' ? from : `${dirname(from)}/case-${fixtures.length}${extname(from)}`;
  fixtures.push({ path, source });
  return path;
}

/** Our rules that fired on a fixture. */
function rules(path: string): string[] {
  return [...(fired.get(path) ?? [])];
}

// One run of the linter over a folder of fixtures: it reports nothing for a file from standard input.
beforeAll(() => {
  house = realpathSync(mkdtempSync(join(tmpdir(), 'lint-rules-')));
  for (const name of ['.biome.jsonc', '.biome', '.gitignore']) {
    cpSync(join(ROOT, name), join(house, name), { recursive: true });
  }
  for (const { path, source } of fixtures) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), source);
  }
  const args = [BIOME, 'lint', '--colors=off', '--max-diagnostics=none', '--reporter=github', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: house, encoding: 'utf8' });
  for (const line of `${stdout}${stderr}`.split('\n')) {
    const rule = /title=(plugin)\b/.exec(line)?.[1];
    const file = /file=([^,]+),/.exec(line)?.[1];
    const path = file && relative(house, resolve(house, file));
    if (rule && path) fired.set(path, (fired.get(path) ?? new Set()).add(rule));
  }
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

const REFUSED: readonly [from: string, statement: string][] = [
  ['src/features/users/queries.ts', 'await db.transaction(async (tx) => tx.insert(users));'],
  ['src/features/users/queries.ts', 'await context.var.db.transaction(async (tx) => tx.insert(users));'],
  [
    'src/features/auth/passwords.ts',
    "crypto.subtle.deriveBits({ name: 'PBKDF2', iterations: 600000 }, key, 256);",
  ],
  ['src/features/auth/passwords.ts', 'pbkdf2Sync(password, salt, 1, 32, digest);'],
  ['src/features/auth/passwords.ts', 'nodeCrypto.pbkdf2(password, salt, 1, 32, digest, done);'],
];

const TAKEN: readonly [from: string, statement: string][] = [
  ['src/features/users/queries.ts', 'await db.batch([first, second]);'],
  ['src/features/auth/passwords.ts', 'scryptSync(password, salt, 32, { N: 16384 });'],
  ['web/collab/browser/outbox.ts', "database.transaction('edits', 'readwrite');"],
  ['durable-objects/document/op-log.ts', 'this.ctx.storage.transaction(async () => {});'],
];

describe('what works here and fails in production', () => {
  for (const [from, statement] of REFUSED) {
    const path = stands(from, `${statement}\n`);
    it(`refuses ${statement}`, () => expect(rules(path)).toEqual(['plugin']));
  }
  for (const [from, statement] of TAKEN) {
    const path = stands(from, `${statement}\n`);
    it(`takes ${statement}`, () => expect(rules(path)).toEqual([]));
  }
});
