import { Document as RealDocument } from '../../../durable-objects/document/document.ts';
import { type ConnectionGrant, GRANT_HEADER } from '../../../durable-objects/document/rpc.ts';
import type { Delta } from '../../../src/ot/op.ts';
import { knownOffers } from '../../../src/protocol/offers.ts';
import type { Role } from '../../../src/protocol/role.ts';

export { UserChannel } from '../../../durable-objects/user-channel/user-channel.ts';
export { BareObject } from './bare-object.ts';
export { Relay } from './relay.ts';

// Of the whole process: the Worker and its objects share an isolate here, so reading it wakes no object.
let constructed = 0;

/** The real Document, with counts of written rows and of constructions. */
export class Document extends RealDocument {
  readonly #rows: { written: number };

  constructor(ctx: DurableObjectState, env: Env) {
    const rows = countRows(ctx.storage.sql);
    super(ctx, env);
    this.#rows = rows;
    constructed++;
  }

  /** The rows that this instance has written so far, as the platform bills them. */
  async rowsWritten(): Promise<number> {
    return this.#rows.written;
  }
}

// A statement without results has run when `exec` returns; every write of a Document is one of those.
function countRows(sql: SqlStorage): { written: number } {
  const rows = { written: 0 };
  const exec = sql.exec.bind(sql);
  sql.exec = ((query: string, ...bindings: unknown[]) => {
    const cursor = exec(query, ...bindings);
    rows.written += cursor.rowsWritten;
    return cursor;
  }) as typeof sql.exec;
  return rows;
}

interface BenchEnv {
  DOCUMENT: DurableObjectNamespace<Document>;
  BARE: DurableObjectNamespace<import('./bare-object.ts').BareObject>;
  RELAY: DurableObjectNamespace<import('./relay.ts').Relay>;
}

/** Opens sockets and answers queries about a document, without authentication: /<kind>/<document>/<what>. */
export default {
  async fetch(request: Request, env: BenchEnv): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === '/') return new Response('ready');
    if (url.pathname === '/constructed') return Response.json(constructed);
    const snapshot = /^\/v1\/snapshots\/([^/]+)\/(\d+)$/.exec(url.pathname);
    if (snapshot) {
      const [, docId = '', version] = snapshot;
      return new Response(await env.DOCUMENT.getByName(docId).snapshot(Number(version)));
    }
    const [, kind, name = '', what] = url.pathname.split('/');
    const user = url.searchParams.get('user') ?? 'bench0000000000000000';
    if (kind === 'bare' || kind === 'relay') {
      const stub = kind === 'bare' ? env.BARE.getByName(name) : env.RELAY.getByName(name);
      if (what === 'rows') return Response.json(await stub.rowsWritten());
      if (what === 'count') return Response.json(await stub.count());
      return stub.fetch(request);
    }
    const stub = env.DOCUMENT.getByName(name);
    switch (what) {
      case 'socket':
        return stub.fetch(upgrade(request, url, name, user));
      case 'create':
        return Response.json(
          await stub.create({ docId: name, userId: user, content: (await request.json()) as Delta | null }),
        );
      case 'edit': {
        const { baseVersion, delta } = (await request.json()) as { baseVersion: number; delta: Delta };
        return Response.json(await stub.edit({ userId: user, baseVersion, delta }));
      }
      case 'review':
        return Response.json(await review(stub, (await request.json()) as Reviewed));
      case 'rows':
        return Response.json(await stub.rowsWritten());
      case 'head':
        return Response.json(await stub.head());
      case 'read':
        return Response.json(await stub.read(null));
      case 'log': {
        const from = Number(url.searchParams.get('from'));
        return Response.json(await stub.log(from, Number(url.searchParams.get('limit'))));
      }
      default:
        return new Response(null, { status: 404 });
    }
  },
};

/** How many threads and open suggestions a document gets, over its first `length` units. */
interface Reviewed {
  threads: number;
  suggestions: number;
  length: number;
}

async function review(
  stub: DurableObjectStub<Document>,
  { threads, suggestions, length }: Reviewed,
): Promise<boolean> {
  const by = { user: { id: 'reviewer00000000000000', name: 'Reviewer', color: '#336699' } };
  const { version } = must((await stub.head()) as { ok: boolean; value: { version: number } });
  for (let n = 0; n < threads; n++) {
    const range = { index: Math.floor((n / threads) * (length - 20)), length: 12 };
    must(await stub.openThread({ by, version, range, body: `Comment ${n}`, mentions: [] }));
  }
  for (let n = 0; n < suggestions; n++) {
    const index = Math.floor((n / suggestions) * (length - 20));
    const delta = [{ retain: index + 1 }, { insert: 'other' }, { delete: 3 }];
    must(await stub.suggest({ by, version, delta, note: null }));
  }
  return true;
}

function must<T>(result: { ok: boolean; value?: T }): T {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value as T;
}

function upgrade(request: Request, { origin, searchParams }: URL, docId: string, user: string): Request {
  const grant: ConnectionGrant = {
    docId,
    user: { id: user, name: user, color: '#336699', guest: searchParams.has('guest') },
    credentialId: 'bench',
    strongestRole: 'owner',
    accessEndsAt: null,
    role: (searchParams.get('role') ?? 'editor') as Role,
    accessEpoch: 1,
    expiresAt: null,
    origin,
    offers: knownOffers((request.headers.get('Sec-WebSocket-Protocol') ?? '').split(/, */)),
  };
  const headers = new Headers(request.headers);
  headers.set(GRANT_HEADER, encodeURIComponent(JSON.stringify(grant)));
  return new Request(request, { headers });
}
