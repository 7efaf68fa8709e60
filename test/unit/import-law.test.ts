import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** Code that stands in a folder of the house. */
interface Fixture {
  path: string;
  source: string;
}

const fixtures: Fixture[] = [];
const fired = new Map<string, Set<string>>();
let house = '';

/** Adds a file beside `from`, under a name of its own; what the linter says about it is asked for by that name. */
function stands(from: string, source: string): string {
  const path = from === 'src/worker.ts' ? from : `${dirname(from)}/case-${fixtures.length}${extname(from)}`;
  fixtures.push({ path, source });
  return path;
}

/** The rules of ours that fired on a fixture. */
function rules(path: string): string[] {
  return [...(fired.get(path) ?? [])];
}

// One run of the linter over a house of fixtures: it reports nothing for a file that comes by standard input.
beforeAll(() => {
  house = realpathSync(mkdtempSync(join(tmpdir(), 'import-law-')));
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
    const rule = /title=(?:lint\/style\/)?(noRestrictedImports|plugin)\b/.exec(line)?.[1];
    const file = /file=([^,]+),/.exec(line)?.[1];
    const path = file && relative(house, resolve(house, file));
    if (rule && path) fired.set(path, (fired.get(path) ?? new Set()).add(rule));
  }
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

function importing(specifier: string): string {
  return `import { something } from '${specifier}';\n\nexport const kept = something;\n`;
}

const FORBIDDEN: readonly [from: string, to: string][] = [
  ['src/base/ids.ts', '../ot/op.ts'],
  ['src/base/ids.ts', 'zod/mini'],
  ['src/ot/transform.ts', '../protocol/messages.ts'],
  ['src/ot/transform.ts', '../documents/routes.ts'],
  ['src/ot/transform.ts', 'quill-delta'],
  ['src/protocol/messages.ts', '../db/schema.ts'],
  ['src/protocol/messages.ts', '../../durable-objects/document/rpc.ts'],
  ['src/protocol/messages.ts', 'hono'],
  ['src/features/sharing/routes.ts', '../documents/queries.ts'],
  ['src/documents/content/diff.ts', '../../sharing/queries.ts'],
  ['src/features/documents/routes.ts', '../../durable-objects/document/document.ts'],
  ['src/features/documents/routes.ts', '../../web/collab/ports.ts'],
  ['durable-objects/document/document.ts', '../../src/features/documents/queries.ts'],
  ['durable-objects/document/document.ts', '../../src/auth/passwords.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/db/schema.ts'],
  ['durable-objects/document/document.ts', '../../web/collab/ports.ts'],
  ['durable-objects/document/document.ts', 'hono'],
  ['web/app/main.tsx', '../../src/features/documents/routes.ts'],
  ['web/app/pages/list.tsx', '../../../src/db/schema.ts'],
  ['web/editor/create-editor.ts', '../../durable-objects/document/rpc.ts'],
  ['web/editor/create-editor.ts', '../../src/platform/archive/keys.ts'],
  ['web/collab/document-client.ts', 'quill'],
  ['web/collab/document-client.ts', 'react'],
  ['web/collab/document-client.ts', 'idb'],
  ['web/collab/document-client.ts', '../editor/formats.ts'],
  ['web/collab/document-client.ts', '../app/main.tsx'],
  ['web/collab/document-client.ts', '../../src/features/documents/routes.ts'],
  ['web/collab/browser/indexed-db-outbox.ts', 'quill'],
  ['web/collab/browser/indexed-db-outbox.ts', '../../editor/formats.ts'],
];

const LAWFUL: readonly [from: string, to: string][] = [
  ['src/base/ids.ts', './assert.ts'],
  ['src/ot/transform.ts', '../base/assert.ts'],
  ['src/protocol/messages.ts', '../ot/op.ts'],
  ['src/protocol/messages.ts', 'zod/mini'],
  ['src/features/documents/routes.ts', './queries.ts'],
  ['src/features/documents/routes.ts', '../sharing/roles.ts'],
  ['src/features/documents/routes.ts', '../../durable-objects/document/rpc.ts'],
  ['src/features/documents/routes.ts', '@hono/zod-openapi'],
  ['src/worker.ts', '../durable-objects/document/document.ts'],
  ['durable-objects/document/document.ts', '../../src/protocol/messages.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/archive/keys.ts'],
  ['web/app/main.tsx', '../../src/protocol/role.ts'],
  ['web/editor/create-editor.ts', '../collab/document-client.ts'],
  ['web/editor/create-editor.ts', 'quill'],
  ['web/collab/document-client.ts', '../../src/ot/transform.ts'],
  ['web/collab/document-client.ts', './ports.ts'],
  ['web/collab/browser/indexed-db-outbox.ts', '../ports.ts'],
  ['web/collab/browser/indexed-db-outbox.ts', '../../../src/base/ids.ts'],
  ['web/collab/browser/indexed-db-outbox.ts', 'idb'],
];

const REFUSED: readonly [from: string, statement: string][] = [
  ['src/features/users/queries.ts', 'await db.transaction(async (tx) => tx.insert(users));'],
  ['src/features/users/queries.ts', 'await context.var.db.transaction(async (tx) => tx.insert(users));'],
  ['src/auth/passwords.ts', "crypto.subtle.deriveBits({ name: 'PBKDF2', iterations: 600000 }, key, 256);"],
  ['src/auth/passwords.ts', 'pbkdf2Sync(password, salt, 1, 32, digest);'],
  ['src/auth/passwords.ts', 'nodeCrypto.pbkdf2(password, salt, 1, 32, digest, done);'],
];

const TAKEN: readonly [from: string, statement: string][] = [
  ['src/features/users/queries.ts', 'await db.batch([first, second]);'],
  ['src/auth/passwords.ts', 'scryptSync(password, salt, 32, { N: 16384 });'],
  ['web/collab/browser/outbox.ts', "database.transaction('edits', 'readwrite');"],
  ['durable-objects/document/op-log.ts', 'this.ctx.storage.transaction(async () => {});'],
];

describe('the import law', () => {
  for (const [from, to] of FORBIDDEN) {
    const path = stands(from, importing(to));
    it(`${from} may not import ${to}`, () => expect(rules(path)).toEqual(['noRestrictedImports']));
  }
  for (const [from, to] of LAWFUL) {
    const path = stands(from, importing(to));
    it(`${from} may import ${to}`, () => expect(rules(path)).toEqual([]));
  }
});

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
