import type { Context } from 'hono';
import { must } from '../../base/assert.ts';
import { snapshotPath, verifySnapshotSignature } from '../../platform/archive/signed-url.ts';
import { findDocument } from '../../platform/db/documents.ts';
import { byteRange } from '../../platform/http/byte-range.ts';
import { depsOf } from '../../platform/http/deps.ts';
import type { AppEnv } from '../../platform/http/env.ts';
import { alreadyHas, bytesTag } from '../../platform/http/etag.ts';
import { createRoute, empty, featureApp, id, json, refusals, z } from '../../platform/http/openapi.ts';
import { notFound, Problem } from '../../platform/problem/problem.ts';
import { readSnapshot } from './read-snapshot.ts';

/** `/v1/snapshots`: whole documents at a version, by signed URL. */
export const snapshotRoutes = featureApp();

// A version never changes, so it may be cached for any time; but only by the reader that the URL was signed for.
const CACHE_CONTROL = 'private, max-age=31536000, immutable';

const snapshot = z.object({ version: z.number().int(), ops: z.array(z.looseObject({})) });

snapshotRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/v1/snapshots/{docId}/{version}',
    access: 'public',
    tags: ['History'],
    summary: 'A snapshot, by signed URL',
    description:
      'The signature is the credential: 403 when it is wrong or has expired. Takes `Range`, `If-Range` and `If-None-Match`.',
    request: {
      params: z.object({ docId: id, version: z.coerce.number().int().nonnegative() }),
      query: z.strictObject({
        generation: z.coerce.number().int().nonnegative(),
        expires: z.coerce.number().int(),
        signature: z.string().max(100),
      }),
    },
    responses: {
      200: json(snapshot, 'The snapshot'),
      206: { description: 'The requested part' },
      304: empty('Unchanged'),
      416: empty('The range is outside the snapshot'),
      ...refusals,
    },
  }),
  async (c) => {
    const { docId, version } = c.req.valid('param');
    const query = c.req.valid('query');
    if (!verifySnapshotSignature({ docId, version, ...query }, c.env.URL_SIGNING_KEY, Date.now())) {
      throw new Problem(403, 'invalid_signature', 'The signature of the URL is not valid, or has expired.');
    }
    const document = await findDocument(c.var.db, docId);
    if (!document || document.deletedAt !== null) throw notFound('snapshot');

    // Cached under its own path, without the signature: every signed URL of a version has the same bytes.
    const { origin } = new URL(c.req.url);
    const cacheKey = new Request(`${origin}${snapshotPath(docId, version)}?generation=${query.generation}`);
    const cached = await caches.default.match(cacheKey);
    if (cached) return answer(c, await cached.bytes()) as never;

    const found = await readSnapshot(depsOf(c), { document, version });
    if (!isPlain(c)) {
      const bytes = new Uint8Array(await found.arrayBuffer());
      c.executionCtx.waitUntil(keep(cacheKey, bytes));
      return answer(c, bytes) as never;
    }
    // The response streams while the object arrives: its tag is not known by then, and comes with the next response.
    const [sent, kept] = must(found.body).tee();
    c.executionCtx.waitUntil(keep(cacheKey, kept));
    return new Response(sent, {
      headers: { 'Content-Type': 'application/json', 'Cache-Control': CACHE_CONTROL },
    }) as never;
  },
);

// Whether the request is for the whole body, regardless of the caller's cache.
function isPlain(c: Context<AppEnv>): boolean {
  const { method } = c.req;
  return method === 'GET' && !['Range', 'If-None-Match'].some((name) => c.req.header(name) !== undefined);
}

function keep(cacheKey: Request, body: BodyInit): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=86400' };
  return caches.default.put(cacheKey, new Response(body, { headers }));
}

// A snapshot fits into memory, so a range is served from the whole, wherever that came from.
function answer(c: Context<AppEnv>, bytes: Uint8Array): Response {
  const tag = bytesTag(bytes);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Cache-Control': CACHE_CONTROL,
    'Accept-Ranges': 'bytes',
    ETag: tag,
  };
  if (alreadyHas(c, tag)) return new Response(null, { status: 304, headers });
  // Ranges are for GET; if the caller's part is of other content, the whole is sent.
  const inParts = c.req.method === 'GET' && (c.req.header('If-Range') ?? tag) === tag;
  const range = inParts ? byteRange(c.req.header('Range'), bytes.length) : null;
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...headers, 'Content-Range': `bytes */${bytes.length}` },
    });
  }
  const { first, last } = range ?? { first: 0, last: bytes.length - 1 };
  const part = bytes.subarray(first, last + 1);
  headers['Content-Length'] = String(part.length);
  if (range === null) return new Response(part, { headers });
  headers['Content-Range'] = `bytes ${first}-${last}/${bytes.length}`;
  return new Response(part, { status: 206, headers });
}
