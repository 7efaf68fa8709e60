import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allImports, importsIn, knots } from '../law/imports.ts';
import { folder, judge, wingOf } from '../law/judge.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const FORBIDDEN: readonly [from: string, specifier: string][] = [
  ['src/base/ids.ts', '../ot/op.ts'],
  ['src/base/ids.ts', 'zod/mini'],
  ['src/ot/transform.ts', '../protocol/messages.ts'],
  ['src/ot/transform.ts', '../features/documents/routes.ts'],
  ['src/ot/transform.ts', 'quill-delta'],
  ['src/protocol/messages.ts', '../platform/db/schema.ts'],
  ['src/protocol/messages.ts', '../../durable-objects/document/rpc.ts'],
  ['src/protocol/messages.ts', 'hono'],
  ['src/features/documents/create-document.ts', '../sharing/link-queries.ts'],
  ['src/features/documents/create-document.ts', '../sharing/queries.ts'],
  ['src/features/documents/create-document.ts', 'hono'],
  ['src/features/documents/create-document.ts', 'hono/cookie'],
  ['src/features/documents/create-document.ts', 'hono/utils/types'],
  ['src/features/documents/create-document.ts', '@hono/zod-openapi'],
  ['src/features/documents/create-document.ts', '../../platform/http/env.ts'],
  ['src/features/documents/create-document.ts', '../../platform/http/deps.ts'],
  ['src/features/documents/create-document.ts', './routes.ts'],
  ['src/features/documents/create-document.ts', './content-routes.ts'],
  ['src/features/documents/create-document.ts', './schemas.ts'],
  ['src/features/auth/add-passkey.ts', './passkey-schemas.ts'],
  ['src/features/documents/queries.ts', '../../platform/http/pagination.ts'],
  ['src/platform/verbs/access.ts', 'hono'],
  ['src/platform/verbs/access.ts', '../http/authentication.ts'],
  ['src/platform/events/deps.ts', '../http/deps.ts'],
  ['src/background/letters/digest.ts', 'hono'],
  ['src/background/letters/digest.ts', '../../features/documents/routes.ts'],
  ['src/background/letters/digest.ts', '../../features/documents/schemas.ts'],
  ['src/background/letters/digest.ts', '../../features/notifications/queries.ts'],
  ['src/background/letters/digest.ts', '../../platform/http/problem.ts'],
  ['src/features/documents/routes.ts', '../../background/sweep/erasures.ts'],
  ['src/features/documents/routes.ts', '../../../durable-objects/document/document.ts'],
  ['src/features/documents/routes.ts', '../../../web/collab/ports.ts'],
  ['src/features/documents/routes.ts', '../../../test/support/random.ts'],
  ['src/platform/http/problem.ts', '../../features/sharing/members.ts'],
  ['src/platform/http/problem.ts', '../../content/stub.ts'],
  ['src/platform/db/access.ts', '../events/publish.ts'],
  ['src/platform/db/access.ts', '../http/env.ts'],
  ['src/content/read-log.ts', '../platform/http/problem.ts'],
  ['src/content/read-log.ts', '../archiving/reconcile.ts'],
  ['src/content/read-log.ts', 'hono'],
  ['src/archiving/reconcile.ts', '../features/history/undo.ts'],
  ['src/new-wing/file.ts', '../base/ids.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/mail/mail.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/http/problem.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/db/schema.ts'],
  ['durable-objects/document/document.ts', '../../src/features/audit/consume.ts'],
  ['durable-objects/document/document.ts', '../../src/features/sockets/admit.ts'],
  ['durable-objects/document/document.ts', '../../src/features/api-tokens/queries.ts'],
  ['durable-objects/document/document.ts', '../../web/collab/ports.ts'],
  ['durable-objects/document/document.ts', 'hono'],
  ['durable-objects/document/collab/sequencer.ts', '../storage/op-log.ts'],
  ['durable-objects/document/collab/sequencer.ts', '../../../src/platform/archive/keys.ts'],
  ['durable-objects/document/collab/sequencer.ts', 'cloudflare:workers'],
  ['durable-objects/document/storage/op-log.ts', '../archive/outbox.ts'],
  ['web/app/main.tsx', '../../src/features/documents/routes.ts'],
  ['web/app/pages/list.tsx', '../../../src/platform/db/schema.ts'],
  ['web/app/main.tsx', '../../durable-objects/document/rpc.ts'],
  ['web/editor/create-editor.ts', '../app/document/visit.ts'],
  ['web/editor/create-editor.ts', '../api/session.ts'],
  ['web/ui/components/button.tsx', '../../api/session.ts'],
  ['web/ui/components/button.tsx', '../../editor/formats.ts'],
  ['web/api/calls.ts', '../app/app.tsx'],
  ['web/api/session.ts', '../collab/browser/indexeddb-outbox.ts'],
  ['web/app/main.tsx', '../collab/ports.ts'],
  ['web/app/document/people.tsx', '../../collab/open-document.ts'],
  ['web/editor/create-editor.ts', '../collab/document-client.ts'],
  ['web/editor/create-editor.ts', '../collab/browser/indexeddb-outbox.ts'],
  ['web/collab/document-client.ts', './index.ts'],
  ['web/collab/index.ts', '../editor/formats.ts'],
  ['web/api/calls.ts', 'quill'],
  ['web/collab/document-client.ts', 'quill'],
  ['web/collab/document-client.ts', 'react'],
  ['web/collab/document-client.ts', 'idb'],
  ['web/collab/document-client.ts', '../editor/formats.ts'],
  ['web/collab/document-client.ts', './browser/client-locks.ts'],
  ['web/collab/browser/indexeddb-outbox.ts', '../../editor/formats.ts'],
];

const LAWFUL: readonly [from: string, specifier: string][] = [
  ['src/base/ids.ts', './assert.ts'],
  ['src/ot/transform.ts', '../base/assert.ts'],
  ['src/protocol/messages.ts', 'zod/mini'],
  ['src/worker.ts', '../durable-objects/document/document.ts'],
  ['src/features/documents/routes.ts', './queries.ts'],
  ['src/features/documents/routes.ts', '../sharing/members.ts'],
  ['src/features/documents/routes.ts', '../../../durable-objects/document/rpc.ts'],
  ['src/features/documents/routes.ts', '@hono/zod-openapi'],
  ['src/features/documents/routes.ts', './create-document.ts'],
  ['src/features/documents/schemas.ts', '../../platform/http/openapi.ts'],
  ['src/features/sockets/connect-routes.ts', 'hono'],
  ['src/features/documents/create-document.ts', '../../platform/events/outgoing-events.ts'],
  ['src/features/documents/create-document.ts', '../../platform/verbs/access.ts'],
  ['src/background/sweep/erasures.ts', '../../features/documents/erase.ts'],
  ['src/background/letters/templates/layout.ts', 'hono/html'],
  ['src/background/consumers/handle-event.ts', '../../features/audit/consume.ts'],
  ['src/content/stub.ts', '../../durable-objects/document/rpc.ts'],
  ['durable-objects/document/document.ts', '../../src/protocol/messages.ts'],
  ['durable-objects/document/document.ts', '../../src/platform/archive/keys.ts'],
  ['web/app/main.tsx', '../../src/protocol/role.ts'],
  ['web/app/document/editor-page.tsx', '../../editor/toolbar.tsx'],
  ['web/editor/create-editor.ts', '../collab/index.ts'],
  ['web/app/document/people.tsx', '../../collab/index.ts'],
  ['web/api/session.ts', '../collab/index.ts'],
  ['web/collab/index.ts', './browser/indexeddb-outbox.ts'],
  ['web/collab/index.ts', './open-document.ts'],
  ['web/editor/create-editor.ts', 'quill/core.js'],
  ['web/collab/document-client.ts', '../../src/ot/transform.ts'],
  ['web/collab/browser/indexeddb-outbox.ts', '../ports.ts'],
  ['web/collab/browser/indexeddb-outbox.ts', 'idb'],
];

function against(from: string, specifier: string): (string | null)[] {
  const text = `import { something } from '${specifier}';\n`;
  return importsIn(from, text).map(({ to, isPackage }) => judge(from, to, isPackage));
}

describe('the import law', () => {
  it.each(FORBIDDEN)('%s may not import %s', (from, specifier) => {
    expect(against(from, specifier)).toEqual([expect.any(String)]);
  });

  it.each(LAWFUL)('%s may import %s', (from, specifier) => {
    expect(against(from, specifier)).toEqual([null]);
  });

  it('sees every way to import', () => {
    const text = `
      import type { A } from './a.ts';
      export { b } from "./b.ts";
      import './c.css';
      const d = () => import('./d.tsx');
      // import './no.ts';
    `;
    expect(importsIn('web/app/x.tsx', text).map(({ to }) => to)).toEqual([
      'web/app/a.ts',
      'web/app/b.ts',
      'web/app/c.css',
      'web/app/d.tsx',
    ]);
  });

  it('is kept by every file', () => {
    const imports = allImports(ROOT);
    expect(imports.length).toBeGreaterThan(2_000);
    const broken = imports.flatMap(({ from, to, isPackage }) => {
      const against = judge(from, to, isPackage);
      return against === null ? [] : [`${from} imports ${to}: ${against}`];
    });
    expect(broken).toEqual([]);
  });

  it('leaves no folder in a knot', () => {
    const circle = [
      { from: 'a/x.ts', to: 'b/x.ts', isPackage: false },
      { from: 'b/y.ts', to: 'c/x.ts', isPackage: false },
      { from: 'c/y.ts', to: 'a/y.ts', isPackage: false },
      { from: 'c/y.ts', to: 'd/y.ts', isPackage: false },
    ];
    expect(knots(circle, folder)).toEqual([['a', 'b', 'c']]);
    // An object's RPC is a contract of its own: two objects may know each other's.
    const imports = allImports(ROOT).filter(({ to }) => !to.endsWith('/rpc.ts'));
    expect(knots(imports, wingFolder)).toEqual([]);
  });
});

/**
 * The folder of a feature or of a floor, which counts as one unit with its subfolders. A file that is a wing counts as
 * itself.
 */
function wingFolder(path: string): string {
  if (wingOf(path)?.path === path) return path;
  return path.split('/').slice(0, -1).slice(0, 3).join('/');
}
