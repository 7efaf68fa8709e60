/** A part of the code: its contents, and its allowed imports. */
export interface Wing {
  /** Its folder, or its files. A path belongs to its longest matching prefix. */
  readonly path: string;
  readonly holds: string;
  /** Wings that it may import, by path; a folder stands for the wings in it. */
  readonly imports: readonly string[];
  /** Packages that it may import: names, a prefix that ends in `*`, or `*` for any. */
  readonly packages: readonly string[];
}

const SHARED = ['src/base', 'src/ot', 'src/protocol'];
const BELOW_HTTP = [
  'src/platform/verbs',
  'src/platform/mail',
  'src/platform/events',
  'src/platform/db',
  'src/platform/archive',
  'src/platform/queues',
  'src/platform/tokens',
  'src/platform/observability',
  'src/platform/problem',
];
const SERVER = ['*'];
const BROWSER = [
  'react*',
  'react-aria-components',
  'lucide-react',
  'wouter',
  '@tanstack/react-query',
  '@fontsource-variable/*',
  '@zxcvbn-ts/*',
  '@simplewebauthn/browser',
  'uqr',
  'zod/mini',
];

/**
 * The import law, from the top: a wing imports only what stands below it and is named here. Within `platform` the
 * order is that of this table. docs/architecture.md shows it.
 */
export const WINGS: readonly Wing[] = [
  {
    path: 'src',
    holds: 'the entries `worker.ts`, `app.ts` and `scheduled.ts`: wiring only',
    imports: [
      'src/admin',
      'src/background',
      'src/features',
      'src/content',
      'src/platform',
      ...SHARED,
      'durable-objects',
    ],
    packages: ['hono', '@hono/zod-openapi', 'cloudflare:workers'],
  },
  {
    path: 'src/admin',
    holds: 'what operators use: verify, recover, rewind, back up, replay dead letters, read the local mail',
    imports: ['src/background', 'src/features', 'src/archiving', 'src/content', 'src/platform', ...SHARED],
    packages: SERVER,
  },
  {
    path: 'src/background',
    holds: 'what runs without a request: the consumers of queues, letters, sweeps, backups',
    imports: ['src/features', 'src/archiving', 'src/content', ...BELOW_HTTP, ...SHARED],
    packages: ['drizzle-orm*', 'node:crypto', 'zod', 'hono/html'],
  },
  {
    path: 'src/features',
    holds:
      'one folder a capability: routes with their schemas, verbs, queries. Only routes and schemas know HTTP. A feature calls the verbs of another, never its queries',
    imports: ['src/archiving', 'src/content', 'src/formats', 'src/platform', ...SHARED],
    packages: SERVER,
  },
  {
    path: 'src/archiving',
    holds: 'the path of a document into the archive and the index: checks, cuts, stores and indexes the log',
    imports: ['src/content', ...BELOW_HTTP, ...SHARED],
    packages: ['drizzle-orm*'],
  },
  {
    path: 'src/content',
    holds:
      'the text and the log of a document at any version, and edits by programs; it knows no HTTP and no feature',
    imports: ['src/formats', ...BELOW_HTTP, ...SHARED],
    packages: [],
  },
  {
    path: 'src/platform/http',
    holds:
      'the dependencies and the actor of a request, problem responses, pages, ETags, cookies, idempotency, and the guards of every route',
    imports: [...BELOW_HTTP, ...SHARED],
    packages: SERVER,
  },
  {
    path: 'src/platform/verbs',
    holds: 'what the verbs of features share: access, bounds and limits, profiles; it knows no HTTP',
    imports: [
      'src/platform/mail',
      'src/platform/events',
      'src/platform/db',
      'src/platform/queues',
      'src/platform/tokens',
      'src/platform/observability',
      'src/platform/problem',
      ...SHARED,
    ],
    packages: ['node:crypto', 'drizzle-orm*'],
  },
  {
    path: 'src/platform/mail',
    holds: 'how mail is sent',
    imports: ['src/platform/archive', 'src/platform/observability', ...SHARED],
    packages: [],
  },
  {
    path: 'src/platform/events',
    holds: 'the dependencies of a verb; events: written with their change, published once',
    imports: ['src/platform/db', 'src/platform/queues', 'src/platform/observability', ...SHARED],
    packages: [],
  },
  {
    path: 'src/platform/db',
    holds: 'the schema of D1, and statements that several wings share',
    imports: ['src/platform/queues', ...SHARED],
    packages: ['drizzle-orm*', 'drizzle-kit'],
  },
  {
    path: 'src/platform/archive',
    holds: 'R2: every key, segments, snapshots, signed addresses',
    imports: ['src/platform/observability', ...SHARED],
    packages: ['node:crypto'],
  },
  {
    path: 'src/platform/queues',
    holds: 'messages and producers',
    imports: ['src/platform/observability', ...SHARED],
    packages: ['zod'],
  },
  {
    path: 'src/platform/tokens',
    holds: 'access tokens, API tokens, keys',
    imports: SHARED,
    packages: ['jose', 'node:crypto'],
  },
  {
    path: 'src/platform/observability',
    holds: 'logs, metrics, time limits',
    imports: SHARED,
    packages: [],
  },
  {
    path: 'src/platform/zod',
    holds: 'zod as the Worker bundles it, without the languages of its messages',
    imports: [],
    packages: ['zod*'],
  },
  {
    path: 'src/platform/problem',
    holds: 'a refusal with its code (RFC 9457)',
    imports: SHARED,
    packages: ['hono/utils/http-status'],
  },
  {
    path: 'durable-objects/document/archive',
    holds: 'the way of the log to the archive and back: outbox, reader, rebuild, recovery',
    imports: [
      'durable-objects/document/review',
      'durable-objects/document/storage',
      'durable-objects/document/collab',
      'src/platform/archive',
      'src/platform/queues',
      'src/platform/observability',
      ...SHARED,
    ],
    packages: [],
  },
  {
    path: 'durable-objects/document/review',
    holds:
      'the review of a document: its log, its threads with their anchors in the text, and its suggestions',
    imports: [
      'durable-objects/document/storage',
      'durable-objects/document/collab',
      'src/platform/archive',
      ...SHARED,
    ],
    packages: [],
  },
  {
    path: 'durable-objects/document/storage',
    holds: 'the log, checkpoints, the text, access and facts of a document in SQLite, and pruning',
    imports: ['durable-objects/document/collab', 'src/platform/archive', ...SHARED],
    packages: [],
  },
  {
    path: 'durable-objects/document/collab',
    holds: 'the server side of the protocol: pure, knows no platform',
    imports: SHARED,
    packages: [],
  },
  {
    path: 'durable-objects',
    holds: 'the Document (its class, lifecycle and RPC), and the UserChannel',
    imports: [
      'durable-objects/document/archive',
      'durable-objects/document/review',
      'durable-objects/document/storage',
      'durable-objects/document/collab',
      'src/platform/archive',
      'src/platform/queues',
      'src/platform/tokens',
      'src/platform/observability',
      ...SHARED,
    ],
    packages: ['cloudflare:workers'],
  },
  {
    path: 'web/app',
    holds: 'pages, `document/` and `history/` among them',
    imports: ['web/editor', 'web/api', 'web/collab/index.ts', 'web/ui', 'src/formats', ...SHARED],
    packages: [...BROWSER, 'quill*'],
  },
  {
    path: 'web/editor',
    holds: 'the editor: Quill bound to the client library; knows no page',
    imports: ['web/collab/index.ts', 'web/ui', 'src/formats', ...SHARED],
    packages: [...BROWSER, 'quill*'],
  },
  {
    path: 'web/api',
    holds: 'calls of the API, and the session of this browser',
    imports: ['web/collab/index.ts', 'web/ui', ...SHARED],
    packages: ['@simplewebauthn/browser'],
  },
  {
    path: 'web/ui',
    holds: 'controls, dialogs, words; know no session',
    imports: SHARED,
    packages: BROWSER,
  },
  {
    path: 'web/collab/index.ts',
    holds: 'the door of the client library: nothing else of it is imported from outside',
    imports: ['web/collab', 'web/collab/browser', 'src/ot'],
    packages: [],
  },
  {
    path: 'web/collab/browser',
    holds: 'what the client library needs of a browser: IndexedDB and Web Locks',
    imports: ['web/collab', ...SHARED],
    packages: ['idb'],
  },
  { path: 'web/collab', holds: 'the client library: no DOM, no framework', imports: SHARED, packages: [] },
  {
    path: 'src/formats',
    holds:
      'a document as blocks, and as Markdown, HTML, Word and OpenDocument files; archives and XML: pure, one folder a format; runs in the Worker and in the browser',
    imports: SHARED,
    packages: ['fflate', 'markdown-it', 'parse5'],
  },
  {
    path: 'src/protocol',
    holds: 'messages with their schemas, limits, roles and the table of actions',
    imports: ['src/base', 'src/ot'],
    packages: ['zod/mini'],
  },
  { path: 'src/ot', holds: 'the delta algebra with its one transform', imports: ['src/base'], packages: [] },
  { path: 'src/base', holds: 'ids, results, colours, folding of texts', imports: [], packages: [] },
];
